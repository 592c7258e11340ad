// Effects: whole containers, and what makes them longer or shorter.
#include "embed/effects.hpp"
#include "embed/object_kinds.hpp"

namespace frontrun::embed {

void Effects::read_shape(PyObject* container) {
  if (PyObject* mapping = behind_proxy(container)) return read_shape(mapping);
  if (PyUnicode_Check(container) || PyTuple_Check(container) || is_immutable(container)) return;
  if (PyObject* dict = dict_of_view(container)) container = dict;
  if (PyList_Check(container) || PyDict_Check(container) || PyAnySet_Check(container) || PyByteArray_Check(container)) {
    if (in_python(Py_TYPE(container), "__len__")) return;
    describe("read size of", container, Part::shape);
    footprint_.read(container, Part::shape);
  } else if (has_c_state(container)) {
    describe("read size of", container, Part::state);
    read_state(container);
  }
}

void Effects::read_whole(PyObject* container) {
  if (PyObject* mapping = behind_proxy(container)) return read_whole(mapping);
  if (PyObject* dict = dict_of_view(container)) container = dict;
  if (PyList_Check(container) || PyByteArray_Check(container)) {
    describe("read", container, Part::shape);
    const Py_ssize_t size = PyList_Check(container) ? PyList_GET_SIZE(container) : PyByteArray_GET_SIZE(container);
    for (Py_ssize_t i = 0; i < size; ++i) footprint_.read(container, Part::index, static_cast<std::uint64_t>(i));
    footprint_.decide(container, Part::shape);
  } else if (PyDict_Check(container)) {
    describe("read", container, Part::shape);
    PyObject *key, *value;
    Py_hash_t hash;
    for (Py_ssize_t i = 0; _PyDict_Next(container, &i, &key, &value, &hash) != 0;) {
      footprint_.read(container, Part::item, footprint_.number_of(key, static_cast<std::uint64_t>(hash)));
    }
    footprint_.decide(container, Part::shape);
  } else if (PyAnySet_Check(container)) {
    if (PyFrozenSet_CheckExact(container)) return;
    describe("read", container, Part::shape);
    footprint_.read(container, Part::shape);  // a set has no items that change: every change is one of shape
  } else if (!is_immutable(container)) {
    read_state(container);
    if (PyCell_Check(container)) footprint_.read(container, Part::cell);
    if (works_on_others(container)) touch_behind(container, false, kDepth);
  }
}

void Effects::write_whole(PyObject* container) {
  if (PyList_Check(container) || PyByteArray_Check(container)) {
    describe("write", container, Part::shape);
    const Py_ssize_t size = PyList_Check(container) ? PyList_GET_SIZE(container) : PyByteArray_GET_SIZE(container);
    for (Py_ssize_t i = 0; i < size; ++i) footprint_.write(container, Part::index, static_cast<std::uint64_t>(i));
    footprint_.write(container, Part::absent);
    footprint_.write(container, Part::shape);
    footprint_.decide(container, Part::shape);
  } else if (PyDict_Check(container)) {
    describe("write", container, Part::shape);
    PyObject *key, *value;
    Py_hash_t hash;
    for (Py_ssize_t i = 0; _PyDict_Next(container, &i, &key, &value, &hash) != 0;) {
      footprint_.write(container, Part::item, footprint_.number_of(key, static_cast<std::uint64_t>(hash)));
    }
    footprint_.write(container, Part::absent);
    footprint_.write(container, Part::shape);
    footprint_.decide(container, Part::shape);
  } else if (PyAnySet_Check(container)) {
    describe("write", container, Part::shape);
    PyObject* key;
    Py_hash_t hash;
    for (Py_ssize_t i = 0; _PySet_NextEntry(container, &i, &key, &hash) != 0;) {
      footprint_.write(container, Part::item, footprint_.number_of(key, static_cast<std::uint64_t>(hash)));
    }
    footprint_.write(container, Part::absent);
    footprint_.write(container, Part::shape);
    footprint_.decide(container, Part::shape);
  } else if (!is_immutable(container)) {
    write_state(container);
    if (works_on_others(container)) touch_behind(container, true, kDepth);
  }
}

void Effects::append(PyObject* list, PyObject* items) {
  describe("append to", list, Part::shape);
  footprint_.write(list, Part::shape);
  footprint_.decide(list, Part::shape);
  if (!PyList_Check(list)) return;
  Py_ssize_t count = 1;
  if (items != nullptr) {
    const bool sized = PyList_Check(items) || PyTuple_Check(items) || PyDict_Check(items) || PyAnySet_Check(items) ||
                       PyUnicode_Check(items);
    count = sized ? PyObject_Size(items) : -1;
    if (count < 0) {
      PyErr_Clear();
      footprint_.write(list, Part::absent);
    }
  }
  for (Py_ssize_t i = 0; i < count; ++i)
    footprint_.write(list, Part::index, static_cast<std::uint64_t>(PyList_GET_SIZE(list) + i));
}

void Effects::pop_last(PyObject* list) {
  describe("pop from", list, Part::shape);
  footprint_.write(list, Part::shape);
  footprint_.decide(list, Part::shape);
  if (const Py_ssize_t size = PyList_GET_SIZE(list); size > 0) {
    footprint_.write(list, Part::index, static_cast<std::uint64_t>(size - 1));
  }
}

void Effects::update(PyObject* dict, PyObject* other) {
  describe("update", dict, Part::shape);
  if (PyDict_Check(other)) {
    read_whole(other);
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(other, &i, &key, &value) != 0;) write_item(dict, key, value);
  } else {
    write_whole(dict);
    footprint_.write(dict, Part::shape);
    consume(other);
    read_deep(other);  // of pairs
  }
}

}  // namespace frontrun::embed
