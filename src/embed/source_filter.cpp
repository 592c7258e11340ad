#include "embed/source_filter.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace frontrun::embed {
namespace {

bool matches(const std::vector<std::string>& globs, const std::string& file) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return fnmatch(glob.c_str(), file.c_str(), 0) == 0; });
}

bool contains(const std::string& file, const char* part) { return file.find(part) != std::string::npos; }

}  // namespace

SourceFilter::SourceFilter(std::string scenario_folder, std::vector<std::string> include, std::vector<std::string> exclude)
    : scenario_folder_(std::move(scenario_folder)), include_(std::move(include)), exclude_(std::move(exclude)) {
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
  if (matches(exclude_, file)) return Origin::excluded;
  if (matches(include_, file)) return Origin::user;
  if (file.starts_with("<frozen importlib") || file.starts_with("<frozen zipimport")) return Origin::importing;
  if (file.starts_with("<frozen")) return Origin::library;
  if (file.starts_with(scenario_folder_)) return Origin::user;
  const bool library =
      contains(file, "/lib/python3") || contains(file, "/site-packages/") || contains(file, "/dist-packages/");
  return library ? Origin::library : Origin::user;
}

}  // namespace frontrun::embed
