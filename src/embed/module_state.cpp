#include "embed/module_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "embed/cpython/adapter.hpp"

namespace frontrun::embed {
namespace {

/// Longer ones would cost too much at every execution.
constexpr Py_ssize_t kLongestContainer = 10000;

constexpr std::array kStreams = {"stdin", "stdout", "stderr"};

bool is_container(PyObject* object) {
  return (PyList_CheckExact(object) || PyDict_CheckExact(object) || PySet_CheckExact(object)) &&
         PyObject_Size(object) <= kLongestContainer;
}

bool is_class_of(PyObject* object, PyObject* module) {
  if (!PyType_Check(object) || (reinterpret_cast<PyTypeObject*>(object)->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return false;
  PyObject* home = PyDict_GetItemString(reinterpret_cast<PyTypeObject*>(object)->tp_dict, "__module__");
  const char* name = PyModule_GetName(module);
  PyErr_Clear();
  return home != nullptr && name != nullptr && PyUnicode_Check(home) && PyUnicode_CompareWithASCIIString(home, name) == 0;
}

bool same_items(PyObject* list, PyObject* tuple) {
  return PyList_GET_SIZE(list) == PyTuple_GET_SIZE(tuple) &&
         std::equal(&PyTuple_GET_ITEM(tuple, 0), &PyTuple_GET_ITEM(tuple, 0) + PyTuple_GET_SIZE(tuple),
                    reinterpret_cast<PyListObject*>(list)->ob_item);
}

}  // namespace

void ModuleState::remember(PyObject* owner, PyObject* dict) {
  namespaces_.push_back(
      {PyRef::borrow(owner), PyRef::borrow(dict), PyRef::steal(PyDict_Copy(dict)), cpython::dict_version(dict)});
}

void ModuleState::remember(const SourceFilter& filter) {
  sys_ = PyModule_GetDict(PyImport_AddModule("sys"));
  sys_version_ = cpython::dict_version(sys_);
  for (std::size_t i = 0; i < kStreams.size(); ++i) streams_[i] = PyRef::borrow(PyDict_GetItemString(sys_, kStreams[i]));
  std::vector<PyObject*> modules;
  PyObject *name, *module;
  for (Py_ssize_t i = 0; PyDict_Next(PyImport_GetModuleDict(), &i, &name, &module) != 0;) {
    if (!PyModule_Check(module)) continue;
    PyObject* file = PyDict_GetItemString(PyModule_GetDict(module), "__file__");
    if (file == nullptr || !PyUnicode_Check(file) || filter.origin(PyUnicode_AsUTF8(file)) != Origin::user) continue;
    modules.push_back(module);
  }
  for (PyObject* user : modules) remember(user, PyModule_GetDict(user));
  modules_ = namespaces_.size();
  for (PyObject* user : modules) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(PyModule_GetDict(user), &i, &key, &value) != 0;) {
      if (is_class_of(value, user)) remember(value, reinterpret_cast<PyTypeObject*>(value)->tp_dict);
      if (!is_container(value) || !PyUnicode_Check(key) || PyUnicode_AsUTF8(key)[0] == '_') continue;
      Container& container = containers_.emplace_back();
      container.name = fmt::format("{}.{} ({})", PyModule_GetName(user), PyUnicode_AsUTF8(key), Py_TYPE(value)->tp_name);
      container.object = PyRef::borrow(value);
      container.copy = PyRef::steal(PyList_Check(value)   ? PyList_AsTuple(value)
                                    : PyDict_Check(value) ? PyDict_Copy(value)
                                                          : PySet_New(value));
      if (PyDict_Check(value)) container.version = cpython::dict_version(value);
    }
  }
  PyErr_Clear();
}

void ModuleState::restore() {
  for (Namespace& entry : namespaces_) {
    if (cpython::dict_version(entry.dict.get()) != entry.version) restore(entry);
  }
  for (Container& container : containers_) {
    if (restore(container)) changed_.insert(container.name);
  }
  if (cpython::dict_version(sys_) != sys_version_) restore_streams();
  PyErr_Clear();
}

void ModuleState::restore_streams() {
  for (std::size_t i = 0; i < kStreams.size(); ++i) {
    if (PyDict_GetItemString(sys_, kStreams[i]) != streams_[i].get())
      PyDict_SetItemString(sys_, kStreams[i], streams_[i].get());
  }
  sys_version_ = cpython::dict_version(sys_);
}

void ModuleState::restore(Namespace& entry) {
  // Through setattr, as a class keeps more than its dict up to date.
  std::vector<PyRef> added;
  PyObject *key, *value;
  for (Py_ssize_t i = 0; PyDict_Next(entry.dict.get(), &i, &key, &value) != 0;) {
    if (PyDict_Contains(entry.copy.get(), key) == 0) added.push_back(PyRef::borrow(key));
  }
  for (const PyRef& name : added) PyObject_DelAttr(entry.owner.get(), name.get());
  for (Py_ssize_t i = 0; PyDict_Next(entry.copy.get(), &i, &key, &value) != 0;) {
    if (PyDict_GetItemWithError(entry.dict.get(), key) != value) PyObject_SetAttr(entry.owner.get(), key, value);
  }
  entry.version = cpython::dict_version(entry.dict.get());
}

bool ModuleState::restore(Container& container) {
  PyObject* object = container.object.get();
  if (PyList_Check(object)) {
    if (same_items(object, container.copy.get())) return false;
    PyList_SetSlice(object, 0, PyList_GET_SIZE(object), container.copy.get());
  } else if (PyDict_Check(object)) {
    if (cpython::dict_version(object) == container.version) return false;
    PyDict_Clear(object);
    PyDict_Update(object, container.copy.get());
    container.version = cpython::dict_version(object);
  } else {
    // A set's items are compared with their own __eq__, which may be the user's: only its size can be asked for.
    if (PySet_GET_SIZE(object) == PySet_GET_SIZE(container.copy.get())) return false;
    PySet_Clear(object);
    const PyRef done = PyRef::steal(PyObject_CallMethod(object, "update", "O", container.copy.get()));
  }
  return true;
}

std::vector<PyObject*> ModuleState::namespaces() const {
  std::vector<PyObject*> dicts;
  for (std::size_t i = 0; i < modules_; ++i) dicts.push_back(namespaces_[i].dict.get());
  return dicts;
}

}  // namespace frontrun::embed
