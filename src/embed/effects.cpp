// Effects: what they all share, and the rules for objects of any kind.
#include "embed/effects.hpp"

#include <string_view>

#include "embed/cpython/adapter.hpp"
#include "embed/object_kinds.hpp"

namespace frontrun::embed {

void Effects::describe(const char* verb, PyObject* object, Part part, PyObject* key, Py_ssize_t index, PyObject* value,
                       bool attribute) {
  Description& d = footprint_.description;
  if (d.verb != nullptr) return;
  d.verb = verb;
  d.object = object;
  d.part = part;
  d.key = key;
  d.index = index;
  d.value = value;
  d.attribute = attribute;
}

void Effects::lets_go(PyObject* object, bool last) {
  if (last) footprint_.writes_decide();
  if (has_finalizer(object)) {
    last ? footprint_.write(object, Part::references) : footprint_.decide(object, Part::references);
  } else if (last && names_.may_refer_weakly()) {
    footprint_.decide(object, Part::references);  // there may be more weak references by then
  }
  if (Py_TYPE(object)->tp_weaklistoffset <= 0) return;
  for (PyWeakReference* weak = cpython::weak_references(object); weak != nullptr; weak = weak->wr_next) {
    auto* reference = reinterpret_cast<PyObject*>(weak);
    last ? footprint_.write(reference, Part::state) : footprint_.decide(reference, Part::state);
  }
}

/// Whoever else refers to it now may do so no longer when the operation comes earlier.
void Effects::overwritten(PyObject* old) {
  if (old != nullptr && (Py_TYPE(old)->tp_weaklistoffset > 0 || has_finalizer(old))) lets_go(old, true);
}

void Effects::refer_weakly(PyObject* object) {
  names_.refers_weakly();
  describe("refer weakly to", object, Part::references);
  footprint_.write(object, Part::references);
}

void Effects::read_class(PyObject* object) {
  if (!names_.class_may_be_assigned() || is_immutable(object)) return;
  describe("read class of", object, Part::object_class);
  footprint_.read(object, Part::object_class);
}

void Effects::read_state(PyObject* object) {
  describe("read", object, Part::state);
  footprint_.read(object, Part::state);
}

void Effects::write_state(PyObject* object) {
  describe("change", object, Part::state);
  footprint_.write(object, Part::state);
}

void Effects::call_back(PyObject* callable) { call_back(callable, kDepth); }

void Effects::call_back(PyObject* callable, int depth) {
  if (PyFunction_Check(callable)) return read_function(callable);  // runs as a frame of its own
  if (PyType_Check(callable) || depth == 0) return;
  if (PyCFunction_Check(callable)) {
    PyObject* self = PyCFunction_GET_SELF(callable);
    if (self != nullptr && !is_immutable(self)) write_whole(self);
  } else if (Py_IS_TYPE(callable, &_PyMethodWrapper_Type) || PyMethod_Check(callable)) {
    for_each_referent(callable, [&](PyObject* referent) {
      if (!PyFunction_Check(referent) && !is_immutable(referent) && !PyMethod_Check(callable)) write_whole(referent);
      if (PyMethod_Check(callable)) call_back(referent, depth - 1);
    });
  } else if (const std::string_view name = Py_TYPE(callable)->tp_name; name == "functools.partial") {
    for_each_referent(callable, [&](PyObject* referent) { call_back(referent, depth - 1); });
  } else if (name == "functools._lru_cache_wrapper") {
    write_state(callable);
  }
}

namespace {

enum class Callback : std::uint8_t { looked_into, reads, changes };

/// What a callable written in C does to its arguments, going by what it is: one whose effects depend on more is taken to
/// change them.
Callback callback_of(PyObject* callable) {
  if (PyFunction_Check(callable) || PyMethod_Check(callable)) return Callback::looked_into;
  if (PyType_Check(callable))
    return in_python(reinterpret_cast<PyTypeObject*>(callable), "__init__") ? Callback::looked_into : Callback::reads;
  if (PyCFunction_Check(callable)) {
    PyObject* self = PyCFunction_GET_SELF(callable);
    if (self == nullptr || !PyModule_Check(self)) return Callback::reads;  // what it is bound to is what it changes
    const std::string_view module = PyModule_GetName(self) != nullptr ? PyModule_GetName(self) : "";
    const std::string_view name = reinterpret_cast<PyCFunctionObject*>(callable)->m_ml->ml_name;
    if (module == "builtins" && name != "setattr" && name != "delattr" && name != "next") return Callback::reads;
    const bool in_place = name.starts_with("i") && name != "is_" && name != "is_not" && name != "inv" && name != "invert" &&
                          name != "index" && name != "indexOf";
    if (module == "_operator" && !in_place && name != "setitem" && name != "delitem" && name != "call")
      return Callback::reads;
    return module == "math" ? Callback::reads : Callback::changes;
  }
  if (Py_IS_TYPE(callable, &PyMethodDescr_Type) || Py_IS_TYPE(callable, &PyWrapperDescr_Type)) {
    const PyTypeObject* type = reinterpret_cast<PyDescrObject*>(callable)->d_type;
    const bool immutable = type == &PyUnicode_Type || type == &PyBytes_Type || type == &PyLong_Type ||
                           type == &PyFloat_Type || type == &PyTuple_Type || type == &PyFrozenSet_Type;
    const std::string_view name = PyUnicode_AsUTF8(reinterpret_cast<PyDescrObject*>(callable)->d_name);
    return immutable || name == "get" || name == "copy" || name == "index" || name == "count" || name == "__len__" ||
                   name == "__getitem__" || name == "__contains__"
               ? Callback::reads
               : Callback::changes;
  }
  const std::string_view name = Py_TYPE(callable)->tp_name;
  if (name == "operator.attrgetter" || name == "operator.itemgetter") return Callback::reads;
  return in_python(Py_TYPE(callable), "__call__") ? Callback::looked_into : Callback::changes;
}

}  // namespace

void Effects::call_back_with(PyObject* callable, PyObject* source) {
  if (Py_TYPE(callable)->tp_name == std::string_view("functools.partial")) {
    for_each_referent(callable, [&](PyObject* part) {
      if (PyCallable_Check(part) == 0 || PyType_Check(part)) return;
      call_back_with(part, source);
      for_each_referent(callable, [&](PyObject* other) {
        if (PyTuple_Check(other)) call_back_with(part, other);
      });
    });
    return;
  }
  const Callback kind = callback_of(callable);
  if (kind != Callback::looked_into) given(source, kind == Callback::changes, kDepth);
}

void Effects::given(PyObject* source, bool changed, int depth) {
  if (depth == 0) return;
  const auto item = [&](PyObject* object) { changed ? write_deep(object) : read_deep(object, true); };
  if (PyList_Check(source) || PyTuple_Check(source)) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(source); ++i) {
      PyObject* object = PySequence_Fast_GET_ITEM(source, i);
      if (PyIter_Check(object)) given(object, changed, depth - 1);
      item(object);
    }
  } else if (PyIter_Check(source) && !PyGen_Check(source)) {
    for_each_referent(source, [&](PyObject* referent) {
      if (PyCallable_Check(referent) == 0) given(referent, changed, depth - 1);
    });
  }
}

void Effects::use(PyObject* object) {
  if (PyIter_Check(object)) consume(object);
  if (has_c_state(object)) write_whole(object);
}

void Effects::use_standard_output() {
  static PyObject* const name = PyUnicode_InternFromString("stdout");
  read_attribute(PyImport_AddModule("sys"), name, names_.use(name));
  PyObject* file = PySys_GetObject("stdout");
  if (file != nullptr && file != PySys_GetObject("__stdout__")) use(file);  // what goes there nobody sees
}

void Effects::touch_behind(PyObject* object, bool write, int depth) {
  for_each_referent(object, [&](PyObject* referent) {
    if (PyCFunction_Check(referent)) referent = PyCFunction_GET_SELF(referent);  // a method of the file
    if (referent == nullptr || is_immutable(referent) || PyTuple_Check(referent)) return;
    if (!works_on_others(referent)) {
      write ? write_whole(referent) : read_whole(referent);
    } else if (depth > 0) {
      write ? write_state(referent) : read_state(referent);
      touch_behind(referent, write, depth - 1);
    }
  });
}

void Effects::read_deep(PyObject* object, bool attributes) { read_deep(object, attributes, kDepth); }

void Effects::read_deep(PyObject* object, bool attributes, int depth) {
  if (is_immutable(object) || depth == 0) return;
  if (PyObject* mapping = behind_proxy(object)) return read_deep(mapping, attributes, depth - 1);
  if (PyObject* dict = dict_of_view(object)) return read_deep(dict, attributes, depth - 1);
  if (PyTuple_Check(object)) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); ++i) read_deep(PyTuple_GET_ITEM(object, i), attributes, depth - 1);
    return;
  }
  if (PyList_Check(object)) {
    read_whole(object);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(object); ++i) read_deep(PyList_GET_ITEM(object, i), attributes, depth - 1);
    return;
  }
  if (PyDict_Check(object)) {
    read_whole(object);
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(object, &i, &key, &value) != 0;) read_deep(value, attributes, depth - 1);
    return;
  }
  if (PyAnySet_Check(object) || PyByteArray_Check(object)) {
    read_whole(object);
    return;
  }
  if (attributes) read_all_attributes(object);
  if (!has_c_state(object)) return;
  read_whole(object);
  if (is_deque(object)) {
    for_each_referent(object, [&](PyObject* referent) { read_deep(referent, attributes, depth - 1); });
  }
}

void Effects::write_deep(PyObject* object) { write_deep(object, kDepth); }

void Effects::write_deep(PyObject* object, int depth) {
  if (is_immutable(object) || depth == 0) return;
  if (PyTuple_Check(object)) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); ++i) write_deep(PyTuple_GET_ITEM(object, i), depth - 1);
    return;
  }
  write_whole(object);
  if (PyList_Check(object)) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(object); ++i) write_deep(PyList_GET_ITEM(object, i), depth - 1);
  } else if (PyDict_Check(object)) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(object, &i, &key, &value) != 0;) write_deep(value, depth - 1);
  } else if (PyObject* dict = cpython::existing_dict(object); dict != nullptr && PyDict_Check(dict)) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) {
      footprint_.write(object, Part::item, footprint_.number_of(key));
    }
  }
}

void Effects::binary(PyObject* left, PyObject* right, bool in_place, bool is_or, bool is_add, bool is_multiply) {
  if (PyLong_CheckExact(left) && PyLong_CheckExact(right)) return;
  if (in_place && !is_immutable(left)) {
    if (PyList_Check(left)) {
      if (is_add) {
        append(left, right);
        consume(right);
      } else if (is_multiply) {
        write_whole(left);
      }
      return;
    }
    if (PyDict_Check(left) && is_or && !in_python(Py_TYPE(left), "__ior__")) {
      update(left, right);
      return;
    }
    if (PySet_Check(left) || PyByteArray_Check(left) || is_deque(left)) {
      if (is_or && PySet_Check(left) && PyAnySet_Check(right)) {
        describe("update", left, Part::shape);
        read_whole(right);
        PyObject* key;
        Py_hash_t hash;
        for (Py_ssize_t i = 0; _PySet_NextEntry(right, &i, &key, &hash) != 0;) insert(left, key);
        return;
      }
      write_whole(left);
      consume(right);
      return;
    }
    if (has_c_state(left)) write_state(left);
    read_deep(right);
    return;
  }
  if (PyUnicode_Check(left) || PyBytes_Check(left)) {
    if (!PyUnicode_Check(right)) read_deep(right);  // formatting
    return;
  }
  for (PyObject* operand : {left, right}) {
    if (PyList_Check(operand) || PyDict_Check(operand) || PyAnySet_Check(operand) || PyByteArray_Check(operand) ||
        dict_of_view(operand) != nullptr || has_c_state(operand)) {
      read_whole(operand);
    }
  }
}

}  // namespace frontrun::embed
