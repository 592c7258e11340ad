#include "embed/suspects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>

#include "embed/cpython/adapter.hpp"

namespace frontrun::embed {
namespace {

/// A name that gives it away. `builtin`: only as the name of a global, not as an attribute's.
struct Telltale {
  std::string_view name;
  bool builtin = false;
};

struct Cause {
  std::string_view what;
  std::vector<Telltale> names;
};

/// `random` is seeded before every execution, and time is virtual: neither of them tells anything.
const std::array<Cause, 4>& kinds() {
  static const std::array<Cause, 4> all{{
      {"randomness from outside",
       {{"urandom"},
        {"getrandom"},
        {"SystemRandom"},
        {"Random"},
        {"uuid1"},
        {"uuid4"},
        {"token_bytes"},
        {"token_hex"},
        {"token_urlsafe"},
        {"randbelow"},
        {"default_rng"}}},
      {"real time", {{"times"}, {"getrusage"}, {"getloadavg"}, {"getmtime"}, {"st_mtime"}, {"st_atime"}, {"st_ctime"}}},
      {"addresses of objects", {{"id", true}}},
      {"input from outside",
       {{"open", true}, {"input", true}, {"listdir"}, {"scandir"}, {"urlopen"}, {"recv"}, {"Popen"}, {"check_output"}}},
  }};
  return all;
}

bool is_function_or_type(PyObject* object) {
  return PyFunction_Check(object) || PyType_Check(object) || PyCFunction_Check(object) || PyModule_Check(object);
}

/// Is what a set or dict has it under its address?
bool is_hashed_by_address(PyObject* object) {
  return Py_TYPE(object)->tp_hash == PyBaseObject_Type.tp_hash && !is_function_or_type(object);
}

/// Does one of these modules define a class?
bool is_class_of(PyObject* type, const std::vector<PyObject*>& namespaces) {
  PyObject* home = PyDict_GetItemString(reinterpret_cast<PyTypeObject*>(type)->tp_dict, "__module__");
  return home != nullptr && PyUnicode_Check(home) && std::any_of(namespaces.begin(), namespaces.end(), [&](PyObject* dict) {
           PyObject* name = PyDict_GetItemString(dict, "__name__");
           return name != nullptr && PyUnicode_Check(name) && PyUnicode_Compare(home, name) == 0;
         });
}

class Search {
 public:
  explicit Search(const SuspectSources& sources) : sources_(sources) {}

  std::vector<std::string> run() {
    walk(sources_.module);
    for (PyObject* dict : sources_.namespaces) {
      PyObject *key, *value;
      for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) walk_value(value);
    }
    std::vector<std::string> texts;
    for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
      if (!found_[kind].empty()) texts.push_back(fmt::format("{}: {}", kinds()[kind].what, found_[kind]));
    }
    if (const std::string text = unordered(); !text.empty()) texts.insert(texts.begin(), text);
    if (const std::string text = kept(); !text.empty()) texts.push_back(text);
    return texts;
  }

 private:
  /// A function's code, or that of a class's methods.
  void walk_value(PyObject* value) {
    if (PyFunction_Check(value)) {
      walk(reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(value)));
      note_defaults(value);
    } else if (PyType_Check(value) && is_class_of(value, sources_.namespaces)) {
      PyObject *key, *attribute;
      for (Py_ssize_t i = 0; PyDict_Next(reinterpret_cast<PyTypeObject*>(value)->tp_dict, &i, &key, &attribute) != 0;) {
        if (!PyFunction_Check(attribute)) continue;
        walk(reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(attribute)));
        note_defaults(attribute);
      }
    }
  }

  void walk(PyCodeObject* code) {
    if (code == nullptr || !walked_.insert(code).second) return;
    const std::vector<cpython::Instruction> instructions = cpython::decode(code);
    for (std::size_t unit = 0; unit < instructions.size(); ++unit) {
      const cpython::Instruction& instruction = instructions[unit];
      if (instruction.name == nullptr) continue;
      const bool global = instruction.kind == cpython::Kind::load_global || instruction.kind == cpython::Kind::load_name;
      const bool attribute = instruction.kind == cpython::Kind::load_attr || instruction.kind == cpython::Kind::load_method;
      if (global) globals_.insert(PyUnicode_AsUTF8(instruction.name));
      if (global || attribute) note(code, static_cast<int>(unit), PyUnicode_AsUTF8(instruction.name), global);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); ++i) {
      PyObject* constant = PyTuple_GET_ITEM(code->co_consts, i);
      if (PyCode_Check(constant)) walk(reinterpret_cast<PyCodeObject*>(constant));
    }
  }

  void note(PyCodeObject* code, int unit, std::string_view name, bool global) {
    for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
      for (const Telltale& telltale : kinds()[kind].names) {
        if (telltale.name != name || (telltale.builtin && !global) || !found_[kind].empty()) continue;
        const int line = PyCode_Addr2Line(code, unit * static_cast<int>(sizeof(_Py_CODEUNIT)));
        const std::string file = std::filesystem::path(PyUnicode_AsUTF8(code->co_filename)).filename().string();
        found_[kind] = fmt::format("`{}` ({}:{})", name, file, line);
      }
    }
  }

  /// Does an object keep something from one execution to the next? Names of modules and classes are put back, so are items
  /// of a module's containers, but nothing further inside.
  bool keeps(PyObject* object) const {
    if (is_function_or_type(object)) return false;
    return PyIter_Check(object) || is_class_of(reinterpret_cast<PyObject*>(Py_TYPE(object)), sources_.namespaces);
  }

  bool holds_what_keeps(PyObject* container) const {
    const auto deep = [&](PyObject* item) {
      return keeps(item) || PyList_Check(item) || PyDict_Check(item) || PyAnySet_Check(item);
    };
    PyObject *key, *value;
    if (PyDict_Check(container)) {
      for (Py_ssize_t i = 0; PyDict_Next(container, &i, &key, &value) != 0;) {
        if (deep(value)) return true;
      }
    } else if (PyList_Check(container) || PyTuple_Check(container)) {
      for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(container); ++i) {
        if (deep(PySequence_Fast_GET_ITEM(container, i))) return true;
      }
    }
    return false;
  }

  void note_defaults(PyObject* function) {
    PyObject* defaults = PyFunction_GetDefaults(function);
    if (defaults == nullptr || !default_.empty()) return;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(defaults); ++i) {
      PyObject* value = PyTuple_GET_ITEM(defaults, i);
      if (!keeps(value) && !PyList_Check(value) && !PyDict_Check(value) && !PyAnySet_Check(value)) continue;
      PyObject* name = reinterpret_cast<PyFunctionObject*>(function)->func_name;
      default_ = fmt::format("a default of {}() (a {})", PyUnicode_AsUTF8(name), Py_TYPE(value)->tp_name);
      return;
    }
  }

  std::string kept() const {
    for (PyObject* dict : sources_.namespaces) {
      PyObject *key, *value;
      for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) {
        if (!PyUnicode_Check(key) || globals_.find(PyUnicode_AsUTF8(key)) == globals_.end()) continue;
        if (keeps(value) || holds_what_keeps(value)) {
          return fmt::format("state kept in a module: `{}` (a {}) is not put back between executions", PyUnicode_AsUTF8(key),
                             Py_TYPE(value)->tp_name);
        }
      }
    }
    return default_.empty() ? "" : fmt::format("state kept in a function: {} is not put back between executions", default_);
  }

  /// A set whose order changes with the addresses of what it holds.
  std::string unordered() const {
    std::string first;
    sources_.naming.for_each([&](PyObject* object, const std::string& name) {
      if (!PyAnySet_Check(object) || PySet_GET_SIZE(object) < 2) return;
      PyObject* item;
      Py_hash_t hash;
      Py_ssize_t i = 0;
      if (_PySet_NextEntry(object, &i, &item, &hash) == 0 || !is_hashed_by_address(item)) return;
      const std::string text =
          fmt::format("hash order: the set `{}` has its items (of type {}) in the order of their addresses", name,
                      Py_TYPE(item)->tp_name);
      if (first.empty() || text < first) first = text;
    });
    return first;
  }

  const SuspectSources& sources_;
  std::set<PyCodeObject*> walked_;
  std::set<std::string, std::less<>> globals_;
  std::array<std::string, 4> found_;
  std::string default_;
};

}  // namespace

std::vector<std::string> suspects(const SuspectSources& sources) {
  std::vector<std::string> texts = Search(sources).run();
  PyErr_Clear();
  return texts;
}

}  // namespace frontrun::embed
