// Effects: items of containers, one at a time.
#include <string_view>

#include "embed/effects.hpp"
#include "embed/object_kinds.hpp"

namespace frontrun::embed {

void Effects::read_item(PyObject* container, PyObject* key) {
  if (PyObject* mapping = behind_proxy(container)) return read_item(mapping, key);
  PyTypeObject* type = Py_TYPE(container);
  if (PyList_CheckExact(container) || PyTuple_Check(container) || PyUnicode_Check(container)) {
    if (!PyList_Check(container)) return;
  } else if (in_python(type, "__getitem__")) {
    return;
  }
  if (PyList_Check(container) || PyByteArray_Check(container)) {
    const Py_ssize_t size = PyList_Check(container) ? PyList_GET_SIZE(container) : PyByteArray_GET_SIZE(container);
    if (!PyLong_Check(key)) {
      if (PySlice_Check(key)) read_whole(container);
      return;
    }
    Py_ssize_t index = PyLong_AsSsize_t(key);
    if (index == -1 && PyErr_Occurred() != nullptr) PyErr_Clear();
    if (index < 0) {
      index += size;
      footprint_.decide(container, Part::shape);
    }
    const bool there = index >= 0 && index < size;
    describe("read", container, Part::index, nullptr, index,
             there && PyList_Check(container) ? PyList_GET_ITEM(container, index) : nullptr);
    this->index(container, index, false);
    return;
  }
  if (PyDict_Check(container)) {
    const PartNumber number = footprint_.number_of(key);
    PyObject* present = nullptr;
    const bool plain = PyDict_CheckExact(container);
    if (compares_in_c(key) && (footprint_.describing || !plain)) {
      present = _PyDict_GetItem_KnownHash(container, key, static_cast<Py_hash_t>(number.value));
    }
    describe("read", container, Part::item, key, 0, present);
    footprint_.read(container, Part::item, number);
    footprint_.read(container, Part::absent);
    if (!plain && present == nullptr && std::string_view(type->tp_name) == "collections.defaultdict") {
      footprint_.write(container, Part::item, number);
      footprint_.write(container, Part::shape);
      for_each_referent(container, [this](PyObject* part) {  // its default_factory
        if (PyCFunction_Check(part)) call_back(part);
      });
    }
    if (!plain) {
      footprint_.decide(container, Part::item, number);
      footprint_.decide(container, Part::absent);
    }
    return;
  }
  if (has_c_state(container)) read_whole(container);
}

void Effects::write_item(PyObject* container, PyObject* key, PyObject* value) {
  PyTypeObject* type = Py_TYPE(container);
  if (!PyList_CheckExact(container) && in_python(type, value == nullptr ? "__delitem__" : "__setitem__")) return;
  const char* verb = value == nullptr ? "delete" : "write";
  if (PyList_Check(container) || PyByteArray_Check(container)) {
    const Py_ssize_t size = PyList_Check(container) ? PyList_GET_SIZE(container) : PyByteArray_GET_SIZE(container);
    Py_ssize_t index = -1;
    if (PyLong_Check(key)) {
      index = PyLong_AsSsize_t(key);
      if (index == -1 && PyErr_Occurred() != nullptr) PyErr_Clear();
      if (index < 0) {
        index += size;
        footprint_.decide(container, Part::shape);
      }
      if (value != nullptr) {
        describe(verb, container, Part::index, nullptr, index, value);
        this->index(container, index, true);
        if (PyList_Check(container) && index >= 0 && index < size) overwritten(PyList_GET_ITEM(container, index));
        return;
      }
    }
    describe(verb, container, Part::shape);
    write_whole(container);
    if (value != nullptr) consume(value);
    return;
  }
  if (PyDict_Check(container)) {
    const PartNumber number = footprint_.number_of(key);
    describe(verb, container, Part::item, key, 0, value);
    footprint_.write(container, Part::item, number);
    footprint_.decide(container, Part::item, number);
    PyObject* old =
        compares_in_c(key) ? _PyDict_GetItem_KnownHash(container, key, static_cast<Py_hash_t>(number.value)) : nullptr;
    if (old == nullptr) footprint_.decide(container, Part::absent);
    if (old == nullptr || value == nullptr) footprint_.write(container, Part::shape);
    overwritten(old);
    return;
  }
  if (PyMemoryView_Check(container)) {
    footprint_.read(container, Part::state);
    touch_behind(container, true, kDepth);
  } else if (has_c_state(container)) {
    describe(verb, container, Part::state, key, 0, value);
    write_state(container);
  }
}

void Effects::contains(PyObject* container, PyObject* item) {
  if (PyObject* mapping = behind_proxy(container)) return contains(mapping, item);
  if (PyUnicode_Check(container) || PyBytes_Check(container) || PyRange_Check(container)) return;
  if (in_python(Py_TYPE(container), "__contains__")) return;
  if (PyDict_Check(container) || PyAnySet_Check(container)) {
    describe("test for", container, Part::item, item);
    footprint_.read(container, Part::item, footprint_.number_of(item));
    footprint_.read(container, Part::absent);
  } else if (PyObject* dict = dict_of_view(container)) {
    if (PyDictKeys_Check(container)) {
      contains(dict, item);
    } else {
      read_whole(dict);
    }
  } else {
    consume(container);
    if (PyIter_Check(container)) return;
    read_deep(container);  // items are compared
    read_deep(item);
  }
}

/// One item, whether it is there or not: what makes it come to be, or go, writes it or `absent`.
void Effects::index(PyObject* list, Py_ssize_t index, bool write) {
  if (write) {
    footprint_.write(list, Part::index, static_cast<std::uint64_t>(index));
  } else {
    footprint_.read(list, Part::index, static_cast<std::uint64_t>(index));
  }
  footprint_.read(list, Part::absent);
}

void Effects::insert(PyObject* container, PyObject* key) {
  const PartNumber number = footprint_.number_of(key);
  describe("add to", container, Part::item, key);
  const int present =
      compares_in_c(key) ? (PyDict_Check(container) ? PyDict_Contains(container, key) : PySet_Contains(container, key)) : 0;
  footprint_.decide(container, Part::item, number);
  footprint_.decide(container, Part::absent);
  if (present == 1) {
    footprint_.read(container, Part::item, number);
  } else {
    footprint_.write(container, Part::item, number);
    footprint_.write(container, Part::shape);
  }
}

void Effects::remove(PyObject* container, PyObject* key) {
  const PartNumber number = footprint_.number_of(key);
  describe("remove from", container, Part::item, key);
  const int present =
      compares_in_c(key) ? (PyDict_Check(container) ? PyDict_Contains(container, key) : PySet_Contains(container, key)) : 1;
  footprint_.decide(container, Part::item, number);
  footprint_.decide(container, Part::absent);
  if (present == 0) {
    footprint_.read(container, Part::item, number);
  } else {
    footprint_.write(container, Part::item, number);
    footprint_.write(container, Part::shape);
    if (PyDict_Check(container)) overwritten(compares_in_c(key) ? PyDict_GetItemWithError(container, key) : nullptr);
  }
}

}  // namespace frontrun::embed
