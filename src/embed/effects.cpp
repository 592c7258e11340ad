#include "embed/effects.hpp"

#include <structmember.h>

#include <cstring>
#include <string_view>
#include <unordered_map>

#include "embed/cpython/adapter.hpp"
#include "embed/py_ref.hpp"

namespace frontrun::embed {
namespace {

constexpr int kDepth = 3;

std::uint64_t hash_of_name(PyObject* name) {
  const Py_hash_t hash = PyObject_Hash(name);  // a str: cannot fail
  return static_cast<std::uint64_t>(hash);
}

/// The hash of a dict's or set's key. Hashing may run Python code (without scheduling points: the operation itself is about
/// to do the same); a key that cannot be hashed gets a hash of its own, the operation is about to raise.
std::uint64_t hash_of(PyObject* key) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  const Py_hash_t hash = PyObject_Hash(key);
  PyErr_Restore(type, value, traceback);
  return static_cast<std::uint64_t>(hash);
}

/// Can two keys of this type be compared without running Python code?
bool compares_in_c(PyObject* key) {
  return PyUnicode_CheckExact(key) || PyLong_CheckExact(key) || PyBytes_CheckExact(key) || PyFloat_CheckExact(key) ||
         PyBool_Check(key) || key == Py_None;
}

PyObject* interned(const char* name) {
  static std::unordered_map<std::string_view, PyObject*> names;
  PyObject*& slot = names[name];
  if (slot == nullptr) slot = PyUnicode_InternFromString(name);
  return slot;
}

/// The C type that an object is one of, past classes written in Python: all of those share one deallocator
/// (subtype_dealloc, Objects/typeobject.c).
PyTypeObject* c_base(PyObject* object) {
  static const destructor of_python_classes = [] {
    const PyRef made = PyRef::steal(PyObject_CallFunction(reinterpret_cast<PyObject*>(&PyType_Type), "s(){}", "Plain"));
    return made ? reinterpret_cast<PyTypeObject*>(made.get())->tp_dealloc : nullptr;
  }();
  PyTypeObject* type = Py_TYPE(object);
  while (type->tp_dealloc == of_python_classes && type->tp_base != nullptr) type = type->tp_base;
  return type;
}

// strcmp stops at the first letter that differs, where comparing views would measure the name first: these are asked of
// every object that is touched.
bool is_thread_local(PyObject* object) { return std::strcmp(c_base(object)->tp_name, "_thread._local") == 0; }
bool is_deque(PyObject* object) { return std::strcmp(c_base(object)->tp_name, "collections.deque") == 0; }

/// Has the object something that can change besides attributes and items?
bool has_c_state(PyObject* object) {
  const PyTypeObject* base = c_base(object);
  return base != &PyBaseObject_Type && base != &PyLong_Type && base != &PyUnicode_Type && base != &PyFloat_Type &&
         base != &PyBytes_Type && base != &PyComplex_Type && base != &PyTuple_Type && !is_immutable(object);
}

PyObject* dict_of_view(PyObject* object) {
  if (!PyDictKeys_Check(object) && !PyDictItems_Check(object) && !PyDictValues_Check(object)) return nullptr;
  return reinterpret_cast<PyObject*>(reinterpret_cast<_PyDictViewObject*>(object)->dv_dict);
}

/// Calls `visit(object)` for every object that `object` refers to. CPython's own traversal; runs no Python code.
template <class Visit>
void for_each_referent(PyObject* object, Visit visit) {
  const traverseproc traverse = Py_TYPE(object)->tp_traverse;
  if (traverse == nullptr || !PyObject_IS_GC(object)) return;
  traverse(
      object,
      [](PyObject* referent, void* context) {
        (*static_cast<Visit*>(context))(referent);
        return 0;
      },
      &visit);
}

/// Objects/typeobject.c: superobject
struct Super {
  PyObject_HEAD PyTypeObject* type;
  PyObject* object;
  PyTypeObject* object_type;
};

}  // namespace

bool in_python(PyTypeObject* type, const char* name) {
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return false;
  PyObject* found = _PyType_Lookup(type, interned(name));
  return found != nullptr && PyFunction_Check(found);
}

bool is_immutable(PyObject* object) {
  return object == Py_None || PyUnicode_CheckExact(object) || PyLong_CheckExact(object) || PyBool_Check(object) ||
         PyFloat_CheckExact(object) || PyBytes_CheckExact(object) || PyComplex_CheckExact(object) || PyRange_Check(object) ||
         PySlice_Check(object) || PyType_Check(object) || PyModule_Check(object) || PyCFunction_Check(object) ||
         PyFunction_Check(object) || PyMethod_Check(object) || PyCode_Check(object) || object == Py_Ellipsis ||
         object == Py_NotImplemented || Py_IS_TYPE(object, &PyMethodDescr_Type) || Py_IS_TYPE(object, &PyProperty_Type) ||
         PyExceptionInstance_Check(object);
}

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

/// The last reference to an object is about to go: weak references to it find nothing from then on.
void Effects::overwritten(PyObject* old) {
  if (old == nullptr || Py_TYPE(old)->tp_weaklistoffset <= 0) return;
  footprint_.writes_decide();
  if (Py_REFCNT(old) != 1) return;
  for (PyWeakReference* weak = cpython::weak_references(old); weak != nullptr; weak = weak->wr_next) {
    footprint_.write(reinterpret_cast<PyObject*>(weak), Part::state);
  }
}

/// Somebody may hold the dict of an instance that has one.
void Effects::link_dict(PyObject* owner) {
  if (PyObject* dict = cpython::existing_dict(owner); dict != nullptr && PyDict_Check(dict)) objects_.link(dict, owner);
}

// ---- attributes ---------------------------------------------------------------------------------------------------------

void Effects::read_attribute(PyObject* owner, PyObject* name, const NameUse* use) {
  if (PyModule_CheckExact(owner)) {
    if (names_.may_be_stored(use)) read_name(PyModule_GetDict(owner), name);
    return;
  }
  PyTypeObject* type = Py_TYPE(owner);
  if (PyType_Check(owner)) {
    if (!names_.may_be_stored_on_class(use)) return;
    describe("read", owner, Part::item, name, 0, nullptr, true);
    footprint_.read(owner, Part::item, hash_of_name(name));
    return;
  }
  if (type->tp_getattro != PyObject_GenericGetAttr) {
    if (is_thread_local(owner)) return;
    if (PyWeakref_CheckProxy(owner)) {
      PyObject* referent = PyWeakref_GET_OBJECT(owner);
      footprint_.read(owner, Part::state);
      if (referent != Py_None) read_attribute(referent, name, use);
      return;
    }
    if (Py_IS_TYPE(owner, &PySuper_Type)) {
      auto* of = reinterpret_cast<Super*>(owner)->object_type;
      if (of != nullptr && names_.may_be_stored_on_class(use)) {
        footprint_.read(reinterpret_cast<PyObject*>(of), Part::item, hash_of_name(name));
      }
      return;
    }
  }
  PyObject* descriptor = _PyType_Lookup(type, name);
  bool on_instance = names_.may_be_stored(use);
  if (descriptor != nullptr && Py_TYPE(descriptor)->tp_descr_set != nullptr) {  // a data descriptor goes before the instance
    if (Py_IS_TYPE(descriptor, &PyGetSetDescr_Type)) {
      on_instance = false;
      const std::string_view attribute = PyUnicode_AsUTF8(name);
      if (attribute == "__dict__") {
        hand_out_dict(owner);
      } else if (attribute == "__class__") {
        if (names_.class_may_be_assigned()) {
          describe("read", owner, Part::object_class, name, 0, reinterpret_cast<PyObject*>(type), true);
          footprint_.read(owner, Part::object_class);
        }
        return;
      } else if (!is_immutable(owner)) {
        describe("read", owner, Part::state, name, 0, nullptr, true);
        footprint_.read(owner, Part::state);
      }
    } else if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
      on_instance = false;  // a property, or a descriptor of the user's: runs as frames of its own
    }
  }
  if (on_instance) {
    PyObject* value = nullptr;
    if (descriptor != nullptr && Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
      const PyMemberDef* member = reinterpret_cast<PyMemberDescrObject*>(descriptor)->d_member;
      if (member->type == T_OBJECT_EX)
        value = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(owner) + member->offset);
    } else if (footprint_.describing) {
      value = cpython::instance_value(owner, name);
      if (value == nullptr && descriptor != nullptr) value = descriptor;
    }
    describe("read", owner, Part::item, name, 0, value, true);
    link_dict(owner);
    footprint_.read(owner, Part::item, hash_of_name(name));
    if (names_.may_be_any_stored()) footprint_.read(owner, Part::absent);
  }
  if (names_.may_be_stored_on_class(use)) {
    describe("read", reinterpret_cast<PyObject*>(type), Part::item, name, 0, descriptor, true);
    footprint_.read(reinterpret_cast<PyObject*>(type), Part::item, hash_of_name(name));
  }
  if (names_.class_may_be_assigned()) {
    describe("read", owner, Part::object_class, name);
    footprint_.decide(owner, Part::object_class);
  }
}

void Effects::write_attribute(PyObject* owner, PyObject* name, PyObject* value, NameUse* use) {
  PyTypeObject* type = Py_TYPE(owner);
  const bool custom = type->tp_setattro != PyObject_GenericSetAttr && !PyType_Check(owner);
  if (custom && in_python(type, value == nullptr ? "__delattr__" : "__setattr__")) return;  // runs as a frame of its own
  set_attribute(owner, name, value, use);
}

void Effects::set_attribute(PyObject* owner, PyObject* name, PyObject* value, NameUse* use) {
  const char* verb = value == nullptr ? "delete" : "write";
  if (PyModule_CheckExact(owner)) {
    names_.stored(use, name);
    write_name(PyModule_GetDict(owner), name, value);
    return;
  }
  const std::uint64_t hash = hash_of_name(name);
  if (PyType_Check(owner)) {
    names_.stored_on_class(use, name);
    describe(verb, owner, Part::item, name, 0, value, true);
    footprint_.write(owner, Part::item, hash);
    // Subclasses that have no attribute of that name show this one: a read through them is of their location.
    PyObject* subclasses = reinterpret_cast<PyTypeObject*>(owner)->tp_subclasses;
    if (subclasses == nullptr || !PyDict_Check(subclasses)) return;
    PyObject *address, *reference;
    for (Py_ssize_t i = 0; PyDict_Next(subclasses, &i, &address, &reference) != 0;) {
      PyObject* subclass = PyWeakref_GET_OBJECT(reference);
      if (PyType_Check(subclass)) set_attribute(subclass, name, value, use);
    }
    return;
  }
  PyTypeObject* type = Py_TYPE(owner);
  if (is_thread_local(owner)) return;
  if (type->tp_setattro != PyObject_GenericSetAttr) {
    if (PyWeakref_CheckProxy(owner)) {
      PyObject* referent = PyWeakref_GET_OBJECT(owner);
      footprint_.read(owner, Part::state);
      if (referent != Py_None) write_attribute(referent, name, value, use);
      return;
    }
  }
  PyObject* descriptor = _PyType_Lookup(type, name);
  PyObject* old = nullptr;
  if (descriptor != nullptr && Py_TYPE(descriptor)->tp_descr_set != nullptr) {
    if (Py_IS_TYPE(descriptor, &PyGetSetDescr_Type)) {
      const std::string_view attribute = PyUnicode_AsUTF8(name);
      if (attribute == "__class__") {
        names_.class_assigned();
        describe(verb, owner, Part::object_class, name, 0, value, true);
        footprint_.write(owner, Part::object_class);
      } else if (attribute == "__dict__") {
        names_.any_stored();
        describe(verb, owner, Part::shape, name, 0, value, true);
        if (PyObject* dict = cpython::existing_dict(owner)) write_whole(dict);
        if (value != nullptr && PyDict_Check(value)) write_whole(value);
        footprint_.write(owner, Part::shape);
      } else {
        describe(verb, owner, Part::state, name, 0, value, true);
        footprint_.write(owner, Part::state);
      }
      return;
    }
    if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) return;
    const PyMemberDef* member = reinterpret_cast<PyMemberDescrObject*>(descriptor)->d_member;
    if (member->type == T_OBJECT_EX) old = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(owner) + member->offset);
  } else {
    old = cpython::instance_value(owner, name);
  }
  names_.stored(use, name);
  link_dict(owner);
  describe(verb, owner, Part::item, name, 0, value, true);
  footprint_.write(owner, Part::item, hash);
  // The order and number of an instance's attributes matter only to those who hold its dict.
  if ((old == nullptr || value == nullptr) && names_.may_be_any_stored()) footprint_.write(owner, Part::shape);
  if (names_.class_may_be_assigned()) {
    footprint_.decide(owner, Part::object_class);
  }
  overwritten(old);
}

void Effects::read_all_attributes(PyObject* owner) {
  PyTypeObject* type = Py_TYPE(owner);
  names_.any_stored();
  describe("read", owner, Part::shape);
  link_dict(owner);
  footprint_.decide(owner, Part::shape);
  footprint_.read(owner, Part::shape);
  if (PyObject* dict = cpython::existing_dict(owner); dict != nullptr && PyDict_Check(dict)) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) footprint_.read(owner, Part::item, hash_of(key));
  } else if (type->tp_dictoffset != 0) {
    hand_out_dict(owner);
    if (PyObject* made = cpython::existing_dict(owner); made != nullptr && PyDict_Check(made)) read_all_attributes(owner);
  }
  PyObject* mro = type->tp_mro;
  for (Py_ssize_t i = 0; mro != nullptr && i < PyTuple_GET_SIZE(mro); ++i) {
    auto* base = reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(mro, i));
    for (const PyMemberDef* member = base->tp_members; member != nullptr && member->name != nullptr; ++member) {
      PyObject* name = PyUnicode_InternFromString(member->name);
      footprint_.read(owner, Part::item, hash_of_name(name));
      Py_DECREF(name);
    }
  }
}

void Effects::hand_out_dict(PyObject* owner) {
  if (PyType_Check(owner)) return;  // a read-only proxy
  names_.any_stored();
  PyObject** slot = _PyObject_GetDictPtr(owner);  // makes the dict, as the operation is about to
  if (slot == nullptr) return;
  if (*slot == nullptr) Py_XDECREF(PyObject_GenericGetDict(owner, nullptr));
  if (*slot != nullptr) objects_.link(*slot, owner);
}

void Effects::read_name(PyObject* dict, PyObject* name) {
  PyObject* value = footprint_.describing ? PyDict_GetItemWithError(dict, name) : nullptr;
  describe("read", dict, Part::item, name, 0, value, true);
  footprint_.read(dict, Part::item, hash_of_name(name));
  if (names_.may_be_any_stored()) footprint_.read(dict, Part::absent);
}

void Effects::write_name(PyObject* dict, PyObject* name, PyObject* value) {
  PyObject* old = PyDict_GetItemWithError(dict, name);
  describe(value == nullptr ? "delete" : "write", dict, Part::item, name, 0, value, true);
  footprint_.write(dict, Part::item, hash_of_name(name));
  if ((old == nullptr || value == nullptr) && names_.may_be_any_stored()) footprint_.write(dict, Part::shape);
  overwritten(old);
}

void Effects::read_cell(PyObject* cell, PyObject* name, const NameUse* use) {
  if (!names_.may_be_stored(use)) return;
  describe("read", cell, Part::cell, name, 0, PyCell_GET(cell));
  footprint_.read(cell, Part::cell);
}

void Effects::write_cell(PyObject* cell, PyObject* name, PyObject* value, NameUse* use) {
  names_.stored(use, name);
  describe(value == nullptr ? "delete" : "write", cell, Part::cell, name, 0, value);
  footprint_.write(cell, Part::cell);
  overwritten(PyCell_GET(cell));
}

// ---- items --------------------------------------------------------------------------------------------------------------

void Effects::read_item(PyObject* container, PyObject* key) {
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
    const std::uint64_t hash = hash_of(key);
    PyObject* present = nullptr;
    const bool plain = PyDict_CheckExact(container);
    if (compares_in_c(key) && (footprint_.describing || !plain)) {
      present = _PyDict_GetItem_KnownHash(container, key, static_cast<Py_hash_t>(hash));
    }
    describe("read", container, Part::item, key, 0, present);
    footprint_.read(container, Part::item, hash);
    footprint_.read(container, Part::absent);
    if (!plain && present == nullptr && std::string_view(type->tp_name) == "collections.defaultdict") {
      footprint_.write(container, Part::item, hash);
      footprint_.write(container, Part::shape);
    }
    if (!plain) {
      footprint_.decide(container, Part::item, hash);
      footprint_.decide(container, Part::absent);
    }
    return;
  }
  if (PyMemoryView_Check(container)) {
    PyObject* base = PyMemoryView_GET_BASE(container);
    footprint_.read(container, Part::state);
    if (base != nullptr) read_whole(base);
    return;
  }
  if (has_c_state(container)) read_state(container);
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
    const std::uint64_t hash = hash_of(key);
    describe(verb, container, Part::item, key, 0, value);
    footprint_.write(container, Part::item, hash);
    footprint_.decide(container, Part::item, hash);
    PyObject* old = compares_in_c(key) ? _PyDict_GetItem_KnownHash(container, key, static_cast<Py_hash_t>(hash)) : nullptr;
    if (old == nullptr) footprint_.decide(container, Part::absent);
    if (old == nullptr || value == nullptr) footprint_.write(container, Part::shape);
    overwritten(old);
    return;
  }
  if (PyMemoryView_Check(container)) {
    PyObject* base = PyMemoryView_GET_BASE(container);
    if (base != nullptr) write_whole(base);
    return;
  }
  if (has_c_state(container)) {
    describe(verb, container, Part::state, key, 0, value);
    write_state(container);
  }
}

void Effects::contains(PyObject* container, PyObject* item) {
  if (PyUnicode_Check(container) || PyBytes_Check(container) || PyRange_Check(container)) return;
  if (in_python(Py_TYPE(container), "__contains__")) return;
  if (PyDict_Check(container) || PyAnySet_Check(container)) {
    describe("test for", container, Part::item, item);
    footprint_.read(container, Part::item, hash_of(item));
    footprint_.read(container, Part::absent);
  } else if (PyObject* dict = dict_of_view(container)) {
    if (PyDictKeys_Check(container)) {
      contains(dict, item);
    } else {
      read_whole(dict);
    }
  } else {
    consume(container);
  }
}

// ---- whole containers ---------------------------------------------------------------------------------------------------

void Effects::read_shape(PyObject* container) {
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
      footprint_.read(container, Part::item, static_cast<std::uint64_t>(hash));
    }
    footprint_.decide(container, Part::shape);
  } else if (PyAnySet_Check(container)) {
    if (PyFrozenSet_CheckExact(container)) return;
    describe("read", container, Part::shape);
    footprint_.read(container, Part::shape);  // a set has no items that change: every change is one of shape
  } else if (!is_immutable(container)) {
    read_state(container);
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
      footprint_.write(container, Part::item, static_cast<std::uint64_t>(hash));
    }
    footprint_.write(container, Part::absent);
    footprint_.write(container, Part::shape);
    footprint_.decide(container, Part::shape);
  } else if (PyAnySet_Check(container)) {
    describe("write", container, Part::shape);
    PyObject* key;
    Py_hash_t hash;
    for (Py_ssize_t i = 0; _PySet_NextEntry(container, &i, &key, &hash) != 0;) {
      footprint_.write(container, Part::item, static_cast<std::uint64_t>(hash));
    }
    footprint_.write(container, Part::absent);
    footprint_.write(container, Part::shape);
    footprint_.decide(container, Part::shape);
  } else if (!is_immutable(container)) {
    write_state(container);
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
  const std::uint64_t hash = hash_of(key);
  describe("add to", container, Part::item, key);
  const int present =
      compares_in_c(key) ? (PyDict_Check(container) ? PyDict_Contains(container, key) : PySet_Contains(container, key)) : 0;
  footprint_.decide(container, Part::item, hash);
  footprint_.decide(container, Part::absent);
  if (present == 1) {
    footprint_.read(container, Part::item, hash);
  } else {
    footprint_.write(container, Part::item, hash);
    footprint_.write(container, Part::shape);
  }
}

void Effects::remove(PyObject* container, PyObject* key) {
  const std::uint64_t hash = hash_of(key);
  describe("remove from", container, Part::item, key);
  const int present =
      compares_in_c(key) ? (PyDict_Check(container) ? PyDict_Contains(container, key) : PySet_Contains(container, key)) : 1;
  footprint_.decide(container, Part::item, hash);
  footprint_.decide(container, Part::absent);
  if (present == 0) {
    footprint_.read(container, Part::item, hash);
  } else {
    footprint_.write(container, Part::item, hash);
    footprint_.write(container, Part::shape);
    if (PyDict_Check(container)) overwritten(compares_in_c(key) ? PyDict_GetItemWithError(container, key) : nullptr);
  }
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
  }
}

// ---- iteration ----------------------------------------------------------------------------------------------------------

void Effects::begin_iteration(PyObject* iterable) {
  if (PyDict_Check(iterable) || PyAnySet_Check(iterable) || dict_of_view(iterable) != nullptr) {
    if (!in_python(Py_TYPE(iterable), "__iter__")) read_shape(iterable);
  } else if (is_deque(iterable)) {
    read_state(iterable);
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
    for_each_referent(iterator, [&](PyObject* referent) {
      if (PyList_Check(referent) || PyDict_Check(referent) || PyByteArray_Check(referent)) {
        if (Py_IS_TYPE(iterator, &PyDictIterKey_Type)) {
          read_shape(referent);
        } else {
          read_whole(referent);
        }
      } else if (PyAnySet_Check(referent)) {
        read_shape(referent);
      } else if (is_deque(referent)) {
        read_state(referent);
      } else if (depth > 0 && PyIter_Check(referent)) {
        advance(referent, own && Py_REFCNT(referent) == 1, depth - 1);
      } else if (depth > 0 && PyTuple_CheckExact(referent)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(referent); ++i) {
          PyObject* item = PyTuple_GET_ITEM(referent, i);
          if (PyIter_Check(item)) advance(item, own && Py_REFCNT(item) == 1, depth - 1);
        }
      }
    });
  }
  if (!own) {
    describe("advance", iterator, Part::state);
    footprint_.write(iterator, Part::state);
    footprint_.decide(iterator, Part::state);
  }
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
      if (!PyTuple_CheckExact(referent)) return;
      for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(referent); ++i) {
        if (PyIter_Check(PyTuple_GET_ITEM(referent, i))) consume(PyTuple_GET_ITEM(referent, i), depth - 1);
      }
    });
  }
}

// ---- anything -----------------------------------------------------------------------------------------------------------

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

void Effects::read_deep(PyObject* object, bool attributes) { read_deep(object, attributes, kDepth); }

void Effects::read_deep(PyObject* object, bool attributes, int depth) {
  if (is_immutable(object) || depth == 0) return;
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
  if (PyAnySet_Check(object) || PyByteArray_Check(object) || dict_of_view(object) != nullptr) {
    read_whole(object);
    return;
  }
  if (attributes) read_all_attributes(object);
  if (!has_c_state(object)) return;
  read_state(object);
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
    for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) footprint_.write(object, Part::item, hash_of(key));
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
