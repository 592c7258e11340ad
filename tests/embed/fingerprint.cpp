#include "embed/fingerprint.hpp"

#include <algorithm>
#include <bit>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "embed/cpython/rewrite.hpp"
#include "embed/object_kinds.hpp"
#include "embed/py_ref.hpp"
#include "primitives/lock.hpp"

namespace frontrun::test {
namespace {

namespace cpython = embed::cpython;
using embed::PyRef;

std::uint64_t address(const void* p) { return reinterpret_cast<std::uintptr_t>(p); }

/// Equal code has the same number, whenever it was made: some is at run time, anew in every execution. (Its memory is of no
/// use: it keeps counters for specialisation.) Code that has been asked about lives on, so that its address stays its own.
std::uint64_t number_of(PyCodeObject* code) {
  static std::unordered_map<PyCodeObject*, std::uint64_t> known;
  static PyObject* const firsts = PyDict_New();
  const auto [found, is_new] = known.try_emplace(code, 0);
  if (!is_new) return found->second;
  auto* object = reinterpret_cast<PyObject*>(code);
  Py_INCREF(object);
  PyObject* first = PyDict_SetDefault(firsts, object, object);
  if (first == nullptr) throw std::bad_alloc();
  return found->second = address(first);
}

/// Words of objects of which only the lower half means anything, after CPython's structs: an `int` before a pointer.
bool is_half_word(std::string_view type, std::size_t word) {
  return (type == "itertools._tee" && word == 3) || (type == "odict_iterator" && word == 2) ||
         (type == "itertools.cycle" && word == 5) || (type == "property" && word == 7);
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
  value_[0] = std::rotl((value_[0] ^ word) * 0xff51afd7ed558ccdULL, 29) + 1;
  value_[1] = std::rotl((value_[1] + word) * 0x9e3779b97f4a7c15ULL, 31) ^ 1;
}

void Fingerprint::frame(cpython::Frame* frame, int instruction, PyObject** top) {
  word(number_of(cpython::code_of(frame)));
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
    if (overflow == 0 && value >> 32 != 0) return identifier(reinterpret_cast<const PyObject*>(value));
    return word(overflow == 0 ? static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(PyObject_Hash(object)));
  }
  if (PyUnicode_CheckExact(object) || PyBytes_CheckExact(object) || PyFloat_CheckExact(object)) {
    word(2);
    return word(static_cast<std::uint64_t>(PyObject_Hash(object)));
  }
  const std::uint64_t met = met_;
  const std::uint64_t number = number_in_order(object);
  word(number == met ? 3 : 4);
  word(number);
  if (number == met) queue_.push_back(object);
}

std::uint64_t Fingerprint::number_in_order(const PyObject* object) {
  if (2 * (met_ + 1) > numbers_.size()) {
    const std::vector<Numbered> old = std::exchange(numbers_, std::vector<Numbered>(2 * numbers_.size()));
    for (const Numbered& entry : old) {
      if (entry.object != nullptr) *slot(entry.object) = entry;
    }
  }
  Numbered* found = slot(object);
  if (found->object == nullptr) *found = {object, met_++};
  return found->number;
}

/// A number so large is what id() said of an object (copy.deepcopy keeps such): known by the object, or as itself by the
/// order in which it is met.
void Fingerprint::identifier(const PyObject* object) {
  if (const Numbered* known = slot(object); known->object != nullptr) return word(known->number);
  word(number_in_order(reinterpret_cast<const PyObject*>(address(object) | 1)));
}

/// Where it is, or where it would be.
Fingerprint::Numbered* Fingerprint::slot(const PyObject* object) {
  const std::size_t mask = numbers_.size() - 1;
  std::size_t i = address(object) * 0x9e3779b97f4a7c15ULL >> 32 & mask;
  while (numbers_[i].object != nullptr && numbers_[i].object != object) i = (i + 1) & mask;
  return &numbers_[i];
}

Fingerprint::Value Fingerprint::value() {
  for (std::size_t i = 0; i < queue_.size(); ++i) contents(queue_[i]);
  queue_.clear();
  return value_;
}

bool Fingerprint::is_of_program(PyTypeObject* type) const {
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return false;
  static PyObject* const module_name = PyUnicode_InternFromString("__module__");
  static PyObject* const name = PyUnicode_InternFromString("__name__");
  PyObject* home = PyDict_GetItem(type->tp_dict, module_name);
  PyObject* here = PyDict_GetItem(globals_, name);
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

void Fingerprint::attribute(PyObject* object, const char* name) {
  const PyRef value = PyRef::steal(PyObject_GetAttrString(object, name));
  PyErr_Clear();
  this->object(value.get());
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
    const auto* function = reinterpret_cast<PyFunctionObject*>(object);
    word(number_of(reinterpret_cast<PyCodeObject*>(function->func_code)));
    for (PyObject* part : {function->func_closure, function->func_defaults, function->func_kwdefaults, function->func_dict,
                           function->func_name}) {
      this->object(part);
    }
    return;
  }
  if (PyCFunction_Check(object)) {
    word(address(reinterpret_cast<PyCFunctionObject*>(object)->m_ml));
    return this->object(PyCFunction_GET_SELF(object));
  }
  if (PyModule_Check(object)) {
    PyObject* names = PyModule_GetDict(object);
    if (names == globals_) return this->object(globals_);
    static PyObject* const spec = PyUnicode_InternFromString("__spec__");
    PyObject* imported = PyDict_GetItem(names, spec);
    if (imported == nullptr || imported == Py_None) return this->object(names);
    word(address(object));
    for (const char* state : {"_inst", "environ"}) {  // of random and os
      if (PyObject* kept = PyDict_GetItemString(names, state)) this->object(kept);
    }
    return;
  }
  if (PyCode_Check(object)) return word(number_of(reinterpret_cast<PyCodeObject*>(object)));
  if (PyWeakref_CheckRef(object) || PyWeakref_CheckProxy(object)) return this->object(PyWeakref_GET_OBJECT(object));
  if (primitives::is_lock(object)) {
    const auto* lock = reinterpret_cast<const primitives::LockObject*>(object);
    word(static_cast<std::uint64_t>(lock->state.value));
    word(static_cast<std::uint64_t>(lock->state.size));
    word(lock->state.unfinished);
    word(lock->state.owner);
    return word(static_cast<std::uint64_t>(lock->depth));
  }
  const std::string_view type = Py_TYPE(object)->tp_name;
  // These two also keep how many operations a thread had performed, which depends on the way that led here.
  if (type == "_frontrun.Waiter") {
    attribute(object, "woken");
    return attribute(object, "broken");
  }
  if (type == "Inside") return attribute(object, "lock");
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
  if (name == "managedbuffer") return referents(object);
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
      word(is_half_word(name, i) ? words[i] & 0xffffffff : words[i]);
    }
  }
  for (PyObject* referent : all) this->object(referent);
}

}  // namespace frontrun::test
