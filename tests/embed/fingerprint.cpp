#include "embed/fingerprint.hpp"

#include <algorithm>
#include <string_view>

#include "embed/cpython/rewrite.hpp"
#include "embed/object_kinds.hpp"
#include "embed/py_ref.hpp"
#include "primitives/lock.hpp"

namespace frontrun::test {
namespace {

namespace cpython = embed::cpython;
using embed::PyRef;

std::uint64_t address(const void* p) { return reinterpret_cast<std::uintptr_t>(p); }

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ x >> 33;
}

std::vector<PyObject*> referents_of(PyObject* object) {
  std::vector<PyObject*> all;
  if (Py_TYPE(object)->tp_traverse == nullptr || !PyObject_IS_GC(object)) return all;
  Py_TYPE(object)->tp_traverse(
      object,
      [](PyObject* referent, void* into) {
        static_cast<std::vector<PyObject*>*>(into)->push_back(referent);
        return 0;
      },
      &all);
  return all;
}

}  // namespace

void Fingerprint::word(std::uint64_t word) {
  value_[0] = mix(value_[0] + word);
  value_[1] = mix(value_[1] ^ (word * 0x9e3779b97f4a7c15ULL + 1));
}

void Fingerprint::frame(cpython::Frame* frame, int instruction, PyObject** top) {
  word(address(cpython::code_of(frame)));
  word(static_cast<std::uint64_t>(instruction));
  PyObject** const locals = cpython::stack_base(frame) - cpython::code_of(frame)->co_nlocalsplus;
  word(static_cast<std::uint64_t>(top - locals));
  for (PyObject** slot = locals; slot < top; ++slot) object(*slot);
  object(cpython::locals_of(frame));
  if (cpython::globals_of(frame) == globals_) object(globals_);
}

/// Values are what they are worth; everything else is met again, or for the first time.
void Fingerprint::object(PyObject* object) {
  if (object == nullptr) return word(0);
  if (PyLong_CheckExact(object)) {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    word(1);
    return word(overflow == 0 ? static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(PyObject_Hash(object)));
  }
  if (PyUnicode_CheckExact(object) || PyBytes_CheckExact(object) || PyFloat_CheckExact(object)) {
    word(2);
    return word(static_cast<std::uint64_t>(PyObject_Hash(object)));
  }
  const auto [entry, is_new] = numbers_.try_emplace(object, numbers_.size());
  word(is_new ? 3 : 4);
  word(entry->second);
  if (is_new) queue_.push_back(object);
}

Fingerprint::Value Fingerprint::value() {
  for (std::size_t i = 0; i < queue_.size(); ++i) contents(queue_[i]);
  queue_.clear();
  return value_;
}

bool Fingerprint::is_of_program(PyTypeObject* type) const {
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return false;
  PyObject* home = PyDict_GetItemString(type->tp_dict, "__module__");
  PyObject* here = PyDict_GetItemString(globals_, "__name__");
  return home != nullptr && here != nullptr && PyUnicode_Check(home) && PyUnicode_Compare(home, here) == 0;
}

void Fingerprint::referents(PyObject* object) {
  const std::vector<PyObject*> all = referents_of(object);
  word(all.size());
  for (PyObject* referent : all) this->object(referent);
}

void Fingerprint::bytes(PyObject* object) {
  const PyRef copy = PyRef::steal(PyBytes_FromObject(object));
  PyErr_Clear();
  word(copy ? static_cast<std::uint64_t>(PyObject_Hash(copy.get())) : 0);
}

/// What an object says of itself when one of its (C) methods is called.
void Fingerprint::answer(PyObject* object, const char* method) {
  const PyRef result = PyRef::steal(PyObject_CallMethod(object, method, nullptr));
  const PyRef text = PyRef::steal(result ? PyObject_Repr(result.get()) : nullptr);
  PyErr_Clear();
  word(text ? static_cast<std::uint64_t>(PyObject_Hash(text.get())) : 0);
}

void Fingerprint::contents(PyObject* object) {
  if (PyType_Check(object)) {
    auto* type = reinterpret_cast<PyTypeObject*>(object);
    if (!is_of_program(type)) return word(address(type));
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(type->tp_dict, &i, &key, &value) != 0;) {
      this->object(key);
      this->object(value);
    }
    return this->object(type->tp_bases);
  }
  if (object == globals_) {  // but for __builtins__, __spec__ and their like
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(object, &i, &key, &value) != 0;) {
      if (!PyUnicode_Check(key) || std::string_view(PyUnicode_AsUTF8(key)).starts_with("__")) continue;
      this->object(key);
      this->object(value);
    }
    return;
  }
  if (Py_IS_TYPE(object, &PyGetSetDescr_Type) || Py_IS_TYPE(object, &PyMemberDescr_Type)) return word(address(object));
  this->object(reinterpret_cast<PyObject*>(Py_TYPE(object)));
  if (PyFrame_Check(object) || PyTraceBack_Check(object)) return;  // for reports only
  if (PyFunction_Check(object)) {
    word(address(PyFunction_GET_CODE(object)));
    for (PyObject* part : {PyFunction_GET_CLOSURE(object), PyFunction_GET_DEFAULTS(object),
                           PyFunction_GET_KW_DEFAULTS(object), reinterpret_cast<PyFunctionObject*>(object)->func_dict}) {
      this->object(part);
    }
    return;
  }
  if (PyCFunction_Check(object)) {
    word(address(reinterpret_cast<PyCFunctionObject*>(object)->m_ml));
    return this->object(PyCFunction_GET_SELF(object));
  }
  if (PyModule_Check(object)) {
    if (PyModule_GetDict(object) == globals_) return this->object(globals_);
    return word(address(object));
  }
  if (PyWeakref_CheckRef(object) || PyWeakref_CheckProxy(object)) return this->object(PyWeakref_GET_OBJECT(object));
  if (primitives::is_lock(object)) {
    const auto* lock = reinterpret_cast<const primitives::LockObject*>(object);
    word(static_cast<std::uint64_t>(lock->state.value));
    word(lock->state.owner);
    return word(static_cast<std::uint64_t>(lock->depth));
  }
  if (PyGen_CheckExact(object)) {
    const bool running = cpython::is_generator_running(object);
    word(running ? 1 : 2);
    if (running) return;  // its frame is one of a thread's
    const PyRef frame = PyRef::steal(PyObject_GetAttrString(object, "gi_frame"));
    PyErr_Clear();
    const bool has_frame = frame && PyFrame_Check(frame.get());
    word(has_frame ? static_cast<std::uint64_t>(PyFrame_GetLasti(reinterpret_cast<PyFrameObject*>(frame.get()))) : 0);
    for (PyObject* referent : referents_of(object)) {
      if (referent != globals_ && !PyFrame_Check(referent)) this->object(referent);
    }
    return;
  }
  if (PyExceptionInstance_Check(object)) {
    auto* exception = reinterpret_cast<PyBaseExceptionObject*>(object);
    for (PyObject* part : {exception->args, exception->notes, exception->context, exception->cause, exception->dict})
      this->object(part);
    return;
  }
  cpython::for_each_attribute(object, [this](PyObject* name, PyObject* value) {
    this->object(name);
    this->object(value);
  });
  word(5);
  contents_in_c(object);
}

/// The rest of an object: what is known to lie outside of it, else its memory, word by word.
void Fingerprint::contents_in_c(PyObject* object) {
  if (PyList_Check(object) || PyTuple_Check(object)) {
    PyObject** const items = PySequence_Fast_ITEMS(object);
    word(static_cast<std::uint64_t>(Py_SIZE(object)));
    for (Py_ssize_t i = 0; i < Py_SIZE(object); ++i) this->object(items[i]);
    return;
  }
  if (PyDict_Check(object)) {
    word(static_cast<std::uint64_t>(PyDict_GET_SIZE(object)));
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(object, &i, &key, &value) != 0;) {
      this->object(key);
      this->object(value);
    }
    if (!PyDict_CheckExact(object)) referents(object);  // an ordered dict's order, a defaultdict's factory
    return;
  }
  if (PyAnySet_Check(object)) {
    PyObject* key;
    Py_hash_t hash;
    word(static_cast<std::uint64_t>(PySet_GET_SIZE(object)));
    for (Py_ssize_t i = 0; _PySet_NextEntry(object, &i, &key, &hash) != 0;) this->object(key);
    return;
  }
  if (PyLong_Check(object) || PyUnicode_Check(object) || PyFloat_Check(object)) {
    return word(static_cast<std::uint64_t>(PyObject_Hash(object)));
  }
  const PyTypeObject* layout = embed::c_base(object);
  const std::string_view name = layout->tp_name;
  if (PyByteArray_Check(object) || PyMemoryView_Check(object) || name == "array.array") {
    bytes(object);
    return referents(object);
  }
  if (name == "collections.deque") {
    word(static_cast<std::uint64_t>(Py_SIZE(object)));
    return referents(object);
  }
  if (name == "_io.StringIO" || name == "_io.BytesIO") {
    answer(object, "getvalue");
    return answer(object, "tell");
  }
  if (name == "_random.Random") return answer(object, "getstate");
  if (name == "functools._lru_cache_wrapper") {
    answer(object, "cache_info");
    return referents(object);
  }
  if (name == "_thread._local" || name == "_thread._localdummy") return;  // what they hold is in the thread states' dicts
  if (layout == &PyBaseObject_Type || PyDictKeys_Check(object) || PyDictValues_Check(object) || PyDictItems_Check(object)) {
    return referents(object);  // slots
  }
  const std::vector<PyObject*> all = referents_of(object);
  const auto* words = reinterpret_cast<const std::uint64_t*>(object);
  const auto size = static_cast<std::size_t>(layout->tp_basicsize) / sizeof(std::uint64_t);
  for (std::size_t i = sizeof(PyObject) / sizeof(std::uint64_t); i < size; ++i) {
    auto* referent = reinterpret_cast<PyObject*>(words[i]);
    if (std::find(all.begin(), all.end(), referent) != all.end()) {
      this->object(referent);
    } else {
      word(words[i]);
    }
  }
  for (PyObject* referent : all) this->object(referent);
}

}  // namespace frontrun::test
