// Effects: iterators, and what iterates.
#include <string_view>

#include "embed/cpython/adapter.hpp"
#include "embed/effects.hpp"
#include "embed/object_kinds.hpp"

namespace frontrun::embed {

void Effects::begin_iteration(PyObject* iterable) {
  if (PyObject* mapping = behind_proxy(iterable)) return begin_iteration(mapping);
  if (PyDict_Check(iterable) || PyAnySet_Check(iterable) || dict_of_view(iterable) != nullptr) {
    if (!in_python(Py_TYPE(iterable), "__iter__")) read_shape(iterable);
  } else if (is_deque(iterable) || works_on_others(iterable)) {
    read_whole(iterable);
  }
}

void Effects::advance(PyObject* iterator, bool own) { advance(iterator, own, kDepth); }

void Effects::advance(PyObject* iterator, bool own, int depth) {
  if ((Py_TYPE(iterator)->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 && in_python(Py_TYPE(iterator), "__next__")) return;
  if (Py_IS_TYPE(iterator, &PyListIter_Type)) {
    PyObject* list;
    Py_ssize_t index;
    if (cpython::list_iterator(iterator, list, index)) {
      describe("read", list, Part::index, nullptr, index,
               index < PyList_GET_SIZE(list) ? PyList_GET_ITEM(list, index) : nullptr);
      this->index(list, index, false);
    }
  } else if (!PyGen_Check(iterator) && !PyCoro_CheckExact(iterator)) {
    for_each_referent(iterator, [&](PyObject* callable) {
      if (PyCallable_Check(callable) == 0 || callable == reinterpret_cast<PyObject*>(Py_TYPE(iterator))) return;
      for_each_referent(iterator, [&](PyObject* source) {
        if (source != callable) call_back_with(callable, source);
      });
    });
    if (depth > 0 && std::string_view(Py_TYPE(iterator)->tp_name) == "itertools.chain") consume_chained(iterator, depth - 1);
    for_each_referent(iterator, [&](PyObject* referent) {
      if (PyList_Check(referent) || PyDict_Check(referent) || PyByteArray_Check(referent)) {
        if (Py_IS_TYPE(iterator, &PyDictIterKey_Type)) {
          read_shape(referent);
        } else {
          read_whole(referent);
        }
      } else if (PyAnySet_Check(referent)) {
        read_shape(referent);
      } else if (PyCallable_Check(referent) != 0) {  // of map(), filter(), iter(f, end)
        call_back(referent);
      } else if (depth > 0 && std::string_view(Py_TYPE(referent)->tp_name) == "itertools._tee_dataobject") {
        for_each_referent(referent, [&](PyObject* source) {
          if (PyIter_Check(source)) advance(source, false, depth - 1);
        });
      } else if (depth > 0 && PyIter_Check(referent)) {
        advance(referent, own && Py_REFCNT(referent) == 1, depth - 1);
      } else if (depth > 0 && PyTuple_CheckExact(referent)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(referent); ++i) {
          PyObject* item = PyTuple_GET_ITEM(referent, i);
          if (PyIter_Check(item)) advance(item, own && Py_REFCNT(item) == 1, depth - 1);
        }
      } else if (has_c_state(referent) && !PyIter_Check(referent)) {
        read_whole(referent);
      }
    });
  }
  if (!own) {
    describe("advance", iterator, Part::state);
    footprint_.write(iterator, Part::state);
    footprint_.decide(iterator, Part::state);
  }
}

/// chain() goes on with the next of its iterables when one is used up: what it has of them in a tuple or a list.
void Effects::consume_chained(PyObject* chain, int depth) {
  PyObject* const source = cpython::chain_source(chain);
  if (source == nullptr) return;
  for_each_referent(source, [&](PyObject* iterables) {
    if (!PyTuple_CheckExact(iterables) && !PyList_CheckExact(iterables)) return;
    for_each_referent(iterables, [&](PyObject* next) { consume(next, depth); });
  });
}

void Effects::consume(PyObject* iterable) { consume(iterable, kDepth); }

void Effects::consume(PyObject* iterable, int depth) {
  if (is_immutable(iterable) || in_python(Py_TYPE(iterable), "__iter__")) return;
  if (PyTuple_Check(iterable)) return;
  if (!PyIter_Check(iterable)) {
    read_whole(iterable);
    return;
  }
  advance(iterable, Py_REFCNT(iterable) == 1, depth);
  if (Py_IS_TYPE(iterable, &PyListIter_Type)) {
    PyObject* list;
    Py_ssize_t index;
    if (cpython::list_iterator(iterable, list, index)) read_whole(list);
  }
  if (depth > 0 && !PyGen_Check(iterable)) {
    for_each_referent(iterable, [&](PyObject* referent) {
      if (PyIter_Check(referent)) consume(referent, depth - 1);
      if (std::string_view(Py_TYPE(referent)->tp_name) == "itertools._tee_dataobject") {
        for_each_referent(referent, [&](PyObject* source) {
          if (PyIter_Check(source)) consume(source, depth - 1);
        });
      }
      if (!PyTuple_CheckExact(referent)) return;
      for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(referent); ++i) {
        if (PyIter_Check(PyTuple_GET_ITEM(referent, i))) consume(PyTuple_GET_ITEM(referent, i), depth - 1);
      }
    });
  }
}

}  // namespace frontrun::embed
