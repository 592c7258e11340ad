#include "embed/scenario.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <sstream>

#include "embed/interpreter.hpp"
#include "embed/python_program.hpp"
#include "embed/runtime.hpp"

namespace frontrun::embed {
namespace {

constexpr const char* kShape =
    "a scenario defines `threads` (a list, or a dict of names, of callables) and may define `setup` and `invariant`";

PyRef attribute(PyObject* module, const char* name) {
  PyRef found = PyRef::steal(PyObject_GetAttrString(module, name));
  PyErr_Clear();
  return found;
}

std::string type_name(PyObject* object) { return Py_TYPE(object)->tp_name; }

/// The line that Python itself would show for a syntax error: "file.py:3: invalid syntax".
[[noreturn]] void throw_syntax_error(const std::string& file) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  const PyRef own_type = PyRef::steal(type), own_value = PyRef::steal(value), own_traceback = PyRef::steal(traceback);
  const PyRef line = attribute(value, "lineno"), message = attribute(value, "msg");
  const long number = line && PyLong_Check(line.get()) ? PyLong_AsLong(line.get()) : 0;
  const char* text = message && PyUnicode_Check(message.get()) ? PyUnicode_AsUTF8(message.get()) : nullptr;
  PyErr_Clear();
  throw UsageError(
      fmt::format("{}:{}: {}: {}", file, number, type_name(value), text != nullptr ? text : "cannot be compiled"),
      "the scenario has to be valid Python");
}

/// A name under which the module can be in sys.modules without standing in another one's place.
std::string module_name(const std::filesystem::path& path) {
  const PyRef standard = PyRef::borrow(PySys_GetObject("stdlib_module_names"));
  std::string name = path.stem().string();
  for (;;) {
    const PyRef text = PyRef::steal(PyUnicode_FromString(name.c_str()));
    const bool taken = text && (PyDict_Contains(PyImport_GetModuleDict(), text.get()) != 0 ||
                                (standard && PySequence_Contains(standard.get(), text.get()) != 0));
    PyErr_Clear();
    if (!taken) return name;
    name.insert(0, "scenario_");
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    throw UsageError(fmt::format("{}: no such file", path.string()), "give the path of a scenario, a Python file");
  if (std::filesystem::is_directory(path, error))
    throw UsageError(fmt::format("{}: is a folder", path.string()), "give the path of a scenario, a Python file");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw UsageError(fmt::format("{}: cannot be read", path.string()), "check its permissions");
  return text.str();
}

std::string name_of_callable(PyObject* callable) {
  const PyRef name = attribute(callable, "__name__");
  const char* text = name && PyUnicode_Check(name.get()) ? PyUnicode_AsUTF8(name.get()) : nullptr;
  PyErr_Clear();
  return text == nullptr || std::string(text) == "<lambda>" ? "thread" : text;
}

void add_thread(Scenario& scenario, PyObject* callable, const std::string& where, std::string name) {
  if (PyCallable_Check(callable) == 0) {
    throw UsageError(
        fmt::format("{}: {} is not callable (it is of type {})", scenario.path.string(), where, type_name(callable)),
        "each thread is a function that takes the state that setup() returned");
  }
  scenario.threads.push_back(PyRef::borrow(callable));
  scenario.names.push_back(std::move(name));
}

/// Names that occur more than once are numbered, in order: deposit-1, deposit-2.
void number_names(std::vector<std::string>& names) {
  std::map<std::string, int> count, next;
  for (const std::string& name : names) ++count[name];
  for (std::string& name : names) {
    if (count[name] > 1 || name == "thread") name = fmt::format("{}-{}", name, ++next[name]);
  }
}

void collect_threads(Scenario& scenario) {
  const PyRef threads = attribute(scenario.module.get(), "threads");
  if (!threads) throw UsageError(fmt::format("{}: defines no `threads`", scenario.path.string()), kShape);
  if (PyDict_Check(threads.get())) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(threads.get(), &i, &key, &value) != 0;) {
      const PyRef text = PyRef::steal(PyObject_Str(key));
      if (!text) throw_usage_error(fmt::format("{}: a key of `threads` has no name", scenario.path.string()), kShape);
      const std::string name = PyUnicode_AsUTF8(text.get());
      add_thread(scenario, value, fmt::format("threads['{}']", name), name);
    }
  } else if (PyList_Check(threads.get()) || PyTuple_Check(threads.get())) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(threads.get()); ++i) {
      PyObject* callable = PySequence_Fast_GET_ITEM(threads.get(), i);
      add_thread(scenario, callable, fmt::format("threads[{}]", i), name_of_callable(callable));
    }
    number_names(scenario.names);
  } else {
    throw UsageError(
        fmt::format("{}: `threads` is of type {}, not a list or dict", scenario.path.string(), type_name(threads.get())),
        kShape);
  }
  if (scenario.threads.empty())
    throw UsageError(fmt::format("{}: `threads` is empty", scenario.path.string()), "name at least one callable");
}

PyRef optional_callable(const Scenario& scenario, const char* name) {
  PyRef found = attribute(scenario.module.get(), name);
  if (found && PyCallable_Check(found.get()) == 0) {
    throw UsageError(
        fmt::format("{}: `{}` is not callable (it is of type {})", scenario.path.string(), name, type_name(found.get())),
        kShape);
  }
  return found;
}

}  // namespace

void throw_usage_error(const std::string& what, const std::string& hint) {
  if (interrupted() || PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) != 0) {
    PyErr_Clear();
    throw Interrupted();
  }
  throw UsageError(fmt::format("{}: {}", what, take_exception()), hint);
}

Scenario import_scenario(const std::filesystem::path& path) {
  Scenario scenario;
  const std::string source = read_file(path);
  scenario.path = std::filesystem::canonical(path);
  const std::string file = scenario.path.string();
  if (source.find('\0') != std::string::npos)
    throw UsageError(fmt::format("{}: contains null bytes", file), "the scenario has to be valid Python");

  const PyRef folder = PyRef::steal(PyUnicode_FromString(scenario.path.parent_path().c_str()));
  PyObject* search_path = PySys_GetObject("path");
  if (!folder || search_path == nullptr || PyList_Insert(search_path, 0, folder.get()) < 0) {
    throw_usage_error(file, "sys.path has to be a list");
  }
  scenario.code = PyRef::steal(Py_CompileString(source.c_str(), file.c_str(), Py_file_input));
  if (!scenario.code) {
    if (PyErr_ExceptionMatches(PyExc_SyntaxError) != 0) throw_syntax_error(file);
    throw_usage_error(file, "the scenario has to be valid Python");
  }
  scenario.module = PyRef::steal(PyImport_ExecCodeModule(module_name(scenario.path).c_str(), scenario.code.get()));
  if (!scenario.module) {
    if (PyErr_ExceptionMatches(PyExc_SystemExit) != 0) {
      throw_usage_error(fmt::format("{}: ends the process when it is imported", file),
                        "a scenario must not call sys.exit()");
    }
    if (PyErr_ExceptionMatches(PyExc_SyntaxError) != 0) throw_syntax_error(file);
    throw_usage_error(fmt::format("{}: cannot be imported", file), "run it with python3 to see the whole traceback");
  }
  scenario.setup = optional_callable(scenario, "setup");
  scenario.invariant = optional_callable(scenario, "invariant");
  collect_threads(scenario);
  return scenario;
}

}  // namespace frontrun::embed
