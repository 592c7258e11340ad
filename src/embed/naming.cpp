#include "embed/naming.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "embed/cpython/adapter.hpp"
#include "embed/object_kinds.hpp"
#include "embed/py_ref.hpp"

namespace frontrun::embed {
namespace {

constexpr std::size_t kMostNames = 4000;
constexpr std::size_t kLongestValue = 60;

std::string type_name(PyObject* object) {
  std::string name = Py_TYPE(object)->tp_name;
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) name.erase(0, dot + 1);
  return name;
}

bool is_plain(PyObject* object) {
  return object == Py_None || PyUnicode_CheckExact(object) || PyLong_CheckExact(object) || PyBool_Check(object) ||
         PyFloat_CheckExact(object) || PyBytes_CheckExact(object) || PyComplex_CheckExact(object);
}

/// What the user calls a threading.Thread; empty for other objects.
std::string name_of_thread(PyObject* object) {
  if (!is_a(object, "Thread")) return {};
  PyObject* name = cpython::instance_value(object, interned("_name"));
  return name != nullptr && PyUnicode_Check(name) ? fmt::format("thread {}", PyUnicode_AsUTF8(name)) : std::string();
}

std::string key_text(PyObject* key) { return is_plain(key) ? value_text(key) : fmt::format("<{}>", type_name(key)); }

}  // namespace

std::string value_text(PyObject* value) {
  if (value == nullptr) return {};
  const bool plain_container =
      (PyList_CheckExact(value) || PyTuple_CheckExact(value) || PyDict_CheckExact(value) || PySet_CheckExact(value)) &&
      PyObject_Size(value) <= 8;
  if (!is_plain(value) && !plain_container) {
    if (PyType_Check(value)) return reinterpret_cast<PyTypeObject*>(value)->tp_name;
    return fmt::format("<{}>", type_name(value));
  }
  if (plain_container) {  // only if all of it is plain: a repr of the user's could do anything
    bool all_plain = true;
    if (PyDict_CheckExact(value)) {
      PyObject *key, *item;
      for (Py_ssize_t i = 0; PyDict_Next(value, &i, &key, &item) != 0;)
        all_plain = all_plain && is_plain(key) && is_plain(item);
    } else if (PySet_CheckExact(value)) {
      PyObject* item;
      Py_hash_t hash;
      for (Py_ssize_t i = 0; _PySet_NextEntry(value, &i, &item, &hash) != 0;) all_plain = all_plain && is_plain(item);
    } else {
      for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(value); ++i)
        all_plain = all_plain && is_plain(PySequence_Fast_GET_ITEM(value, i));
    }
    if (!all_plain) return fmt::format("<{} of {}>", type_name(value), PyObject_Size(value));
  }
  const PyRef repr = PyRef::steal(PyObject_Repr(value));
  const char* utf8 = repr ? PyUnicode_AsUTF8(repr.get()) : nullptr;
  PyErr_Clear();
  if (utf8 == nullptr) return {};
  std::string text = utf8;
  if (text.size() > kLongestValue) text = text.substr(0, kLongestValue - 3) + "...";
  return text;
}

Naming::Naming(PyObject* state, const std::vector<PyObject*>& namespaces) : namespaces_(namespaces) {
  std::vector<PyObject*> queue;
  if (state != nullptr && !is_plain(state)) {
    const bool of_user = (Py_TYPE(state)->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    add(state, of_user ? type_name(state) : "state", queue);
  }
  for (PyObject* dict : namespaces) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) {
      if (!PyUnicode_Check(key) || PyModule_Check(value) || PyUnicode_AsUTF8(key)[0] == '_') continue;
      if (!is_immutable(value)) add(value, PyUnicode_AsUTF8(key), queue);
    }
  }
  for (std::size_t i = 0; i < queue.size() && names_.size() < kMostNames; ++i) {
    PyObject* object = queue[i];
    const std::string base = names_.at(object);
    if (PyList_Check(object) || PyTuple_Check(object)) {
      for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(object); ++k) {
        add(PySequence_Fast_GET_ITEM(object, k), fmt::format("{}[{}]", base, k), queue);
      }
    } else if (PyDict_Check(object)) {
      PyObject *key, *value;
      for (Py_ssize_t k = 0; PyDict_Next(object, &k, &key, &value) != 0;)
        add(value, fmt::format("{}[{}]", base, key_text(key)), queue);
    }
    cpython::for_each_attribute(object, [&](PyObject* name, PyObject* value) {
      // To the user the lock of a condition is the condition.
      const bool inside = is_a(object, "Condition") && PyUnicode_CompareWithASCIIString(name, "_lock") == 0;
      add(value, inside ? base : fmt::format("{}.{}", base, PyUnicode_AsUTF8(name)), queue);
    });
  }
}

void Naming::add(PyObject* object, std::string name, std::vector<PyObject*>& queue) {
  if (is_immutable(object)) return;
  if (names_.emplace(object, std::move(name)).second) queue.push_back(object);
}

std::string Naming::object(PyObject* object) const {
  const auto found = names_.find(object);
  if (found != names_.end()) return found->second;
  if (PyType_Check(object)) return reinterpret_cast<PyTypeObject*>(object)->tp_name;
  if (const std::string name = name_of_thread(object); !name.empty()) return name;
  return type_name(object);
}

std::string Naming::lasting_location(const Description& d) const {
  const bool of_module = std::find(namespaces_.begin(), namespaces_.end(), d.object) != namespaces_.end();
  const bool reached = of_module || names_.contains(d.object) || (d.part == Part::cell && d.key != nullptr);
  if (!reached) return {};
  return d.part == Part::item && d.key == nullptr ? object(d.object) : location(d);
}

std::string Naming::location(const Description& d) const {
  if (d.object == nullptr) return {};
  switch (d.part) {
    case Part::item:
      if (d.attribute && PyDict_Check(d.object)) return PyUnicode_AsUTF8(d.key);  // a global
      if (d.attribute) return fmt::format("{}.{}", object(d.object), PyUnicode_AsUTF8(d.key));
      return fmt::format("{}[{}]", object(d.object), key_text(d.key));
    case Part::index:
      return fmt::format("{}[{}]", object(d.object), d.index);
    case Part::cell:
      return d.key != nullptr ? PyUnicode_AsUTF8(d.key) : "cell";
    case Part::object_class:
      return fmt::format("{}.__class__", object(d.object));
    case Part::sync:
      return object(d.object);
    case Part::shape:
    case Part::absent:
    case Part::references:
    case Part::state:
      break;
  }
  return object(d.object);
}

}  // namespace frontrun::embed
