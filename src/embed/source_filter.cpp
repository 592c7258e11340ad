#include "embed/source_filter.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

#include "embed/py_ref.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::embed {
namespace {

constexpr std::string_view kStdlib = "stdlib:";

/// The modules whose classes src/primitives/python takes over; what is left of them is no operation either.
bool is_taken_over(const std::filesystem::path& file) {
  return (file.filename() == "threading.py" || file.filename() == "queue.py") &&
         file.parent_path().filename().string().starts_with("python3.");
}

bool contains(const std::string& file, const char* part) { return file.find(part) != std::string::npos; }

bool installed(const std::string& file) { return contains(file, "/site-packages/") || contains(file, "/dist-packages/"); }

/// Where the standard library lies.
std::string stdlib_folder() {
  const PyRef sysconfig = PyRef::steal(PyImport_ImportModule("sysconfig"));
  const PyRef path = PyRef::steal(sysconfig ? PyObject_CallMethod(sysconfig.get(), "get_path", "s", "stdlib") : nullptr);
  const char* text = path && PyUnicode_Check(path.get()) ? PyUnicode_AsUTF8(path.get()) : nullptr;
  PyErr_Clear();
  if (text == nullptr) throw std::runtime_error("Python does not say where its standard library is");
  return text;
}

/// Is it a name as in `import a.b`?
bool is_import_name(std::string_view name) {
  const auto part_of_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  bool in_word = false;
  for (const char c : name) {
    if (c == '.' ? !in_word : !part_of_word(c)) return false;
    in_word = c != '.';
  }
  return in_word;
}

}  // namespace

std::vector<SourceFilter::Glob> SourceFilter::globs(const std::vector<std::string>& patterns) {
  std::vector<Glob> globs;
  for (const std::string& pattern : patterns) {
    if (!pattern.starts_with(kStdlib)) {
      globs.push_back({pattern});
      continue;
    }
    // Some modules come with the interpreter instead of a file ("<frozen os>").
    const std::string name = pattern.substr(kStdlib.size());
    const std::string folder = stdlib_folder();
    if (name == "*") {
      globs.push_back({folder + "/*", true});
      globs.push_back({"<frozen *>", true});
      continue;
    }
    std::string below = name;
    std::replace(below.begin(), below.end(), '.', '/');
    const std::string path = fmt::format("{}/{}", folder, below);
    std::error_code error;
    if (!is_import_name(name) ||
        !(std::filesystem::exists(path + ".py", error) || std::filesystem::exists(path + "/__init__.py", error))) {
      throw UsageError(fmt::format("{}: the standard library has no module of this name that is written in Python", pattern),
                       "the name is as in `import`, stdlib:collections say; stdlib:* is all of it");
    }
    globs.push_back({path + ".py", true});
    globs.push_back({path + "/*", true});
    globs.push_back({"<frozen " + name + ">", true});
    globs.push_back({"<frozen " + name + ".*>", true});
  }
  return globs;
}

/// The length of the longest glob that matches; 0: none does.
std::size_t SourceFilter::longest_match(const std::vector<Glob>& globs, const std::string& file) {
  std::size_t longest = 0;
  for (const Glob& glob : globs) {
    if (fnmatch(glob.text.c_str(), file.c_str(), 0) == 0 && !(glob.stdlib && installed(file)))
      longest = std::max(longest, glob.text.size());
  }
  return longest;
}

SourceFilter::SourceFilter(std::string scenario_folder, const std::vector<std::string>& include,
                           const std::vector<std::string>& exclude)
    : scenario_folder_(std::move(scenario_folder)), include_(globs(include)), exclude_(globs(exclude)) {
  if (!scenario_folder_.ends_with('/')) scenario_folder_ += '/';
}

Origin SourceFilter::origin(PyCodeObject* code) const {
  const char* file = PyUnicode_AsUTF8(code->co_filename);
  if (file == nullptr) {
    PyErr_Clear();
    return Origin::user;
  }
  return origin(std::string(file));
}

Origin SourceFilter::origin(const std::string& file) const {
  if (file.starts_with("<frontrun>/") || is_taken_over(file)) return Origin::ours;
  const bool importing = file.starts_with("<frozen importlib") || file.starts_with("<frozen zipimport");
  const std::size_t included = longest_match(include_, file);
  const std::size_t excluded = longest_match(exclude_, file);
  if (included > excluded) return Origin::user;
  if (importing) return Origin::importing;  // excluded or not: what an import runs stays without scheduling points
  if (excluded > 0) return Origin::excluded;
  if (file.starts_with("<frozen")) return Origin::library;
  if (file.starts_with(scenario_folder_)) return Origin::user;
  return contains(file, "/lib/python3") || installed(file) ? Origin::library : Origin::user;
}

}  // namespace frontrun::embed
