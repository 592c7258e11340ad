#include "embed/object_kinds.hpp"

#include <cstring>
#include <string_view>
#include <unordered_map>

#include "embed/cpython/adapter.hpp"
#include "embed/py_ref.hpp"

namespace frontrun::embed {

PyObject* interned(const char* name) {
  static std::unordered_map<std::string_view, PyObject*> names;
  PyObject*& slot = names[name];
  if (slot == nullptr) slot = PyUnicode_InternFromString(name);
  return slot;
}

bool is_a(PyObject* object, std::string_view class_name) {
  PyObject* mro = Py_TYPE(object)->tp_mro;
  for (Py_ssize_t i = 0; mro != nullptr && i < PyTuple_GET_SIZE(mro); ++i) {
    if (reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(mro, i))->tp_name == class_name) return true;
  }
  return false;
}

std::uint64_t hash_of_name(PyObject* name) {
  const Py_hash_t known = reinterpret_cast<PyASCIIObject*>(name)->hash;          // of an interned str
  return static_cast<std::uint64_t>(known != -1 ? known : PyObject_Hash(name));  // a str: cannot fail
}

std::uint64_t hash_of(PyObject* key) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  const Py_hash_t hash = PyObject_Hash(key);
  PyErr_Restore(type, value, traceback);
  return static_cast<std::uint64_t>(hash);
}

bool compares_in_c(PyObject* key) {
  return PyUnicode_CheckExact(key) || PyLong_CheckExact(key) || PyBytes_CheckExact(key) || PyFloat_CheckExact(key) ||
         PyBool_Check(key) || key == Py_None;
}

bool hash_lasts(PyObject* key) {
  if (compares_in_c(key)) return true;
  if (PyTuple_CheckExact(key)) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); ++i) {
      if (!hash_lasts(PyTuple_GET_ITEM(key, i))) return false;
    }
    return true;
  }
  const hashfunc hash = Py_TYPE(key)->tp_hash;  // of a subclass, too, if it has none of its own: members of a StrEnum
  return hash == PyUnicode_Type.tp_hash || hash == PyLong_Type.tp_hash || hash == PyFloat_Type.tp_hash ||
         hash == PyBytes_Type.tp_hash || hash == PyComplex_Type.tp_hash;
}

bool equals_itself_only(PyObject* key) { return Py_TYPE(key)->tp_richcompare == PyBaseObject_Type.tp_richcompare; }

bool has_finalizer(PyObject* object) {
  return (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 && Py_TYPE(object)->tp_finalize != nullptr;
}

bool end_may_be_noticed(PyObject* object) {
  const bool is_referred_to = Py_TYPE(object)->tp_weaklistoffset > 0 && cpython::weak_references(object) != nullptr;
  if (!is_referred_to && !has_finalizer(object)) return false;
  return !PyType_Check(object) && !PyFunction_Check(object) && !PyModule_Check(object) && !is_a(object, "Thread");
}

const PyTypeObject* referent_type(PyObject* reference) {
  PyObject* referent = PyWeakref_GET_OBJECT(reference);
  return Py_IsNone(referent) ? nullptr : Py_TYPE(referent);
}

/// Classes written in Python all share one deallocator (subtype_dealloc, Objects/typeobject.c).
namespace {

/// Is all that a type adds to its base a dict, a list of weak references and slots? A C type without a tp_dealloc of its own
/// (random.Random's) has that of Python's classes.
bool adds_attributes_only(const PyTypeObject* type) {
  const PyTypeObject* base = type->tp_base;
  const PyObject* slots = reinterpret_cast<const PyHeapTypeObject*>(type)->ht_slots;
  Py_ssize_t words = slots != nullptr ? PyTuple_GET_SIZE(slots) : 0;
  if (type->tp_weaklistoffset != 0 && base->tp_weaklistoffset == 0) ++words;
  if (type->tp_dictoffset < -1 && base->tp_dictoffset == 0) ++words;  // -1: lies before the object
  return type->tp_basicsize == base->tp_basicsize + words * static_cast<Py_ssize_t>(sizeof(PyObject*));
}

}  // namespace

PyTypeObject* c_base(PyObject* object) {
  static const destructor of_python_classes = [] {
    const PyRef made = PyRef::steal(PyObject_CallFunction(reinterpret_cast<PyObject*>(&PyType_Type), "s(){}", "Plain"));
    return made ? reinterpret_cast<PyTypeObject*>(made.get())->tp_dealloc : nullptr;
  }();
  PyTypeObject* type = Py_TYPE(object);
  while (type->tp_dealloc == of_python_classes && type->tp_base != nullptr && adds_attributes_only(type))
    type = type->tp_base;
  return type;
}

// strcmp stops at the first letter that differs, where comparing views would measure the name first: these are asked of
// every object that is touched.
bool is_thread_local(PyObject* object) { return std::strcmp(c_base(object)->tp_name, "_thread._local") == 0; }
bool is_deque(PyObject* object) { return std::strcmp(c_base(object)->tp_name, "collections.deque") == 0; }

bool has_c_state(PyObject* object) {
  const PyTypeObject* base = c_base(object);
  return base != &PyBaseObject_Type && base != &PyLong_Type && base != &PyUnicode_Type && base != &PyFloat_Type &&
         base != &PyBytes_Type && base != &PyComplex_Type && base != &PyTuple_Type && !is_immutable(object);
}

PyObject* behind_proxy(PyObject* object) {
  // Objects/descrobject.c: mappingproxyobject
  struct MappingProxy {
    PyObject_HEAD PyObject* mapping;
  };
  return Py_IS_TYPE(object, &PyDictProxy_Type) ? reinterpret_cast<MappingProxy*>(object)->mapping : nullptr;
}

bool works_on_others(PyObject* object) {
  const std::string_view name = c_base(object)->tp_name;
  return name.starts_with("_io.") || name.starts_with("_csv.") || name.starts_with("_pickle.") || name == "memoryview" ||
         name == "managedbuffer";
}

PyObject* dict_of_view(PyObject* object) {
  if (!PyDictKeys_Check(object) && !PyDictItems_Check(object) && !PyDictValues_Check(object)) return nullptr;
  return reinterpret_cast<PyObject*>(reinterpret_cast<_PyDictViewObject*>(object)->dv_dict);
}

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
         object == Py_NotImplemented || Py_IS_TYPE(object, &PyMethodDescr_Type) || Py_IS_TYPE(object, &PyProperty_Type);
}

}  // namespace frontrun::embed
