// Effects: attributes of instances, classes and modules; names; cells.
#include <Python.h>
#include <structmember.h>

#include <string_view>

#include "embed/cpython/adapter.hpp"
#include "embed/effects.hpp"
#include "embed/object_kinds.hpp"

namespace frontrun::embed {
namespace {

/// Objects/typeobject.c: superobject
struct Super {
  PyObject_HEAD PyTypeObject* type;
  PyObject* object;
  PyTypeObject* object_type;
};

}  // namespace

/// Somebody may hold the dict of an instance that has one. (A module's attributes are its dict's items, whoever asks.)
void Effects::link_dict(PyObject* owner) {
  if (PyModule_CheckExact(owner)) return;
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
    if (PyUnicode_CompareWithASCIIString(name, "__dict__") == 0) hand_out_dict(owner);
    if (!names_.may_be_stored_on_class(use)) return;
    describe("read", owner, Part::item, name, 0, nullptr, true);
    footprint_.read(owner, Part::item, hash_of_name(name));
    if (type != &PyType_Type) footprint_.decide(reinterpret_cast<PyObject*>(type), Part::item, hash_of_name(name));
    return;
  }
  if (type->tp_getattro != PyObject_GenericGetAttr) {
    if (is_thread_local(owner)) {  // but for what its class has
      if (names_.may_be_stored_on_class(use)) {
        footprint_.decide(reinterpret_cast<PyObject*>(type), Part::item, hash_of_name(name));
      }
      return;
    }
    if (PyWeakref_CheckProxy(owner)) {
      names_.notices_end(referent_type(owner));
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
      } else if (PyCell_Check(owner)) {
        describe("read", owner, Part::cell, name, 0, PyCell_GET(owner));
        footprint_.read(owner, Part::cell);
      } else if (!is_immutable(owner) || names_.may_be_stored(use)) {
        describe("read", owner, Part::state, name, 0, nullptr, true);
        footprint_.read(owner, Part::state);
        if (works_on_others(owner)) touch_behind(owner, false, kDepth);
      }
    } else if (PyExceptionInstance_Check(owner) && Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
      on_instance = false;
      describe("read", owner, Part::state, name, 0, nullptr, true);
      footprint_.read(owner, Part::state);
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
    footprint_.decide(reinterpret_cast<PyObject*>(type), Part::item, hash_of_name(name));
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
    PyObject* own = reinterpret_cast<PyTypeObject*>(owner)->tp_dict;
    const bool there = own != nullptr && PyDict_GetItemWithError(own, name) != nullptr;
    if (is_special(name) || !there || value == nullptr) footprint_.write(owner, Part::shape);  // see read_special_methods()
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
      names_.notices_end(referent_type(owner));
      PyObject* referent = PyWeakref_GET_OBJECT(owner);
      footprint_.read(owner, Part::state);
      if (referent != Py_None) write_attribute(referent, name, value, use);
      return;
    }
  }
  if (names_.may_be_stored_on_class(use)) footprint_.decide(reinterpret_cast<PyObject*>(type), Part::item, hash);
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
        // Whoever reads an attribute reads this, too; there may be no dict yet for all of them to be items of.
        footprint_.write(owner, Part::absent);
        footprint_.write(owner, Part::shape);
        footprint_.write(owner, Part::state);
      } else if (PyCell_Check(owner)) {
        names_.any_stored();  // of which variable, nobody knows
        describe(verb, owner, Part::cell, name, 0, value);
        footprint_.write(owner, Part::cell);
        overwritten(PyCell_GET(owner));
      } else {
        names_.stored(use, name);
        describe(verb, owner, Part::state, name, 0, value, true);
        footprint_.write(owner, Part::state);
      }
      return;
    }
    if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) return;
    if (PyExceptionInstance_Check(owner)) {  // one member may be another one's affair: __cause__ sets __suppress_context__
      describe(verb, owner, Part::state, name, 0, value, true);
      footprint_.write(owner, Part::state);
      return;
    }
    const PyMemberDef* member = reinterpret_cast<PyMemberDescrObject*>(descriptor)->d_member;
    if (member->type == T_OBJECT_EX) old = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(owner) + member->offset);
  } else {
    old = cpython::instance_value(owner, name);
  }
  names_.stored(use, name);
  link_dict(owner);
  describe(verb, owner, Part::item, name, 0, value, true);
  footprint_.write(owner, Part::item, hash);
  if (names_.may_be_any_stored()) footprint_.read(owner, Part::absent);  // another dict may take the place of this one
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
  if (PyModule_CheckExact(owner)) return read_whole(PyModule_GetDict(owner));
  describe("read", owner, Part::shape);
  link_dict(owner);
  footprint_.decide(owner, Part::shape);
  footprint_.read(owner, Part::shape);
  if (PyObject* dict = cpython::existing_dict(owner); dict != nullptr && PyDict_Check(dict)) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) {
      footprint_.read(owner, Part::item, footprint_.number_of(key));
    }
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

void Effects::write_all_attributes(PyObject* owner) {
  names_.any_stored();
  describe("write", owner, Part::shape);
  link_dict(owner);
  if (PyObject* dict = cpython::existing_dict(owner); dict != nullptr && PyDict_Check(dict)) write_whole(dict);
  footprint_.write(owner, Part::absent);
  footprint_.write(owner, Part::shape);
}

void Effects::read_special_methods(PyObject* object) { read_special_methods_of(Py_TYPE(object)); }

void Effects::read_special_methods_of(PyTypeObject* type) {
  if (!names_.special_method_may_be_stored() || (type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return;
  footprint_.decide(reinterpret_cast<PyObject*>(type), Part::shape);
}

void Effects::read_function(PyObject* function) {
  if (!names_.may_be_stored(functions_.code) && !names_.may_be_stored(functions_.defaults) &&
      !names_.may_be_stored(functions_.keyword_defaults)) {
    return;
  }
  describe("call", function, Part::state);
  footprint_.read(function, Part::state);
  if (PyObject* defaults = PyFunction_GET_KW_DEFAULTS(function)) read_whole(defaults);
}

void Effects::hand_out_dict(PyObject* owner) {
  if (PyType_Check(owner)) {  // behind a read-only proxy
    if (PyObject* dict = reinterpret_cast<PyTypeObject*>(owner)->tp_dict) objects_.link(dict, owner);
    return;
  }
  names_.any_stored();
  static PyObject* const name = PyUnicode_InternFromString("__dict__");
  if (names_.may_be_stored(names_.use(name))) footprint_.read(owner, Part::state);  // another dict may take its place
  if (PyModule_CheckExact(owner)) return;                                           // see link_dict()
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

}  // namespace frontrun::embed
