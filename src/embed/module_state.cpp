#include "embed/module_state.hpp"

#include <fmt/format.h>

#include "embed/cpython/adapter.hpp"

namespace frontrun::embed {
namespace {

bool is_container(PyObject* object) { return PyList_CheckExact(object) || PyDict_CheckExact(object) || PySet_CheckExact(object); }

}  // namespace

void ModuleState::remember(const SourceFilter& filter) {
  modules_.clear();
  PyObject *name, *module;
  for (Py_ssize_t i = 0; PyDict_Next(PyImport_GetModuleDict(), &i, &name, &module) != 0;) {
    if (!PyModule_Check(module)) continue;
    PyObject* dict = PyModule_GetDict(module);
    PyObject* file = PyDict_GetItemString(dict, "__file__");
    if (file == nullptr || !PyUnicode_Check(file) || filter.origin(PyUnicode_AsUTF8(file)) != Origin::user) continue;
    Module& entry = modules_.emplace_back();
    entry.name = PyUnicode_AsUTF8(name);
    entry.dict = PyRef::borrow(dict);
    entry.copy = PyRef::steal(PyDict_Copy(dict));
    entry.version = cpython::dict_version(dict);
    PyObject *key, *value;
    for (Py_ssize_t k = 0; PyDict_Next(entry.copy.get(), &k, &key, &value) != 0;) {
      if (is_container(value) && PyUnicode_Check(key) && PyUnicode_AsUTF8(key)[0] != '_') entry.sizes.emplace_back(key, PyObject_Size(value));
    }
  }
}

void ModuleState::restore() {
  for (Module& module : modules_) {
    PyObject* dict = module.dict.get();
    if (cpython::dict_version(dict) == module.version) continue;
    PyObject *key, *value;
    if (PyDict_GET_SIZE(dict) != PyDict_GET_SIZE(module.copy.get())) {
      std::vector<PyObject*> added;
      for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) {
        if (PyDict_Contains(module.copy.get(), key) == 0) added.push_back(key);
      }
      for (PyObject* name : added) PyDict_DelItem(dict, name);
    }
    for (Py_ssize_t i = 0; PyDict_Next(module.copy.get(), &i, &key, &value) != 0;) {
      if (PyDict_GetItemWithError(dict, key) != value) PyDict_SetItem(dict, key, value);
    }
    PyErr_Clear();
    module.version = cpython::dict_version(dict);
  }
}

std::vector<std::string> ModuleState::changed_containers() const {
  std::vector<std::string> changed;
  for (const Module& module : modules_) {
    for (const auto& [name, size] : module.sizes) {
      PyObject* value = PyDict_GetItemWithError(module.copy.get(), name);
      if (value != nullptr && PyObject_Size(value) != size) {
        changed.push_back(fmt::format("{}.{} ({})", module.name, PyUnicode_AsUTF8(name), Py_TYPE(value)->tp_name));
      }
    }
  }
  return changed;
}

std::vector<PyObject*> ModuleState::namespaces() const {
  std::vector<PyObject*> dicts;
  for (const Module& module : modules_) dicts.push_back(module.dict.get());
  return dicts;
}

}  // namespace frontrun::embed
