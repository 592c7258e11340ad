// What kind of thing an object is, for the rules of what touches what: its C type, what of it can change, what it refers to.
// Nothing here runs Python code, but for __hash__ of keys.
#pragma once

#include <Python.h>

#include <cstdint>
#include <string_view>

namespace frontrun::embed {

/// How many levels of containers within containers a rule follows.
inline constexpr int kDepth = 3;

/// Can nothing of this object ever change? (A tuple's items are the tuple's affair, not its own.)
bool is_immutable(PyObject* object);
/// Is what `type` has under this name written in Python, so that it runs as a frame of its own?
bool in_python(PyTypeObject* type, const char* name);

/// Is one of its classes called so? For classes of the standard library that are written in Python.
bool is_a(PyObject* object, std::string_view class_name);
PyObject* interned(const char* name);

std::uint64_t hash_of_name(PyObject* name);
/// The hash of a dict's or set's key. Hashing may run Python code (without scheduling points: the operation itself is about
/// to do the same); a key that cannot be hashed gets a hash of its own, the operation is about to raise.
std::uint64_t hash_of(PyObject* key);
/// Can two keys of this type be compared without running Python code?
bool compares_in_c(PyObject* key);
/// Is a key's hash the same in every execution? Others may come from an address: that of any object without a __hash__ of
/// its own does.
bool hash_lasts(PyObject* key);
/// Does a key equal nothing but itself?
bool equals_itself_only(PyObject* key);

/// Does its class have a __del__?
bool has_finalizer(PyObject* object);
/// Is it an object whose end somebody may notice, by a weak reference or a finalizer? (Of classes and functions the
/// interpreter keeps weak references of its own, of threads `threading` does.)
bool end_may_be_noticed(PyObject* object);
/// The class of what a weak reference, or proxy, refers to; null if that is dead.
const PyTypeObject* referent_type(PyObject* reference);

/// The C type that an object is one of, past classes written in Python.
PyTypeObject* c_base(PyObject* object);
bool is_thread_local(PyObject* object);
bool is_deque(PyObject* object);
/// Has the object something that can change besides attributes and items?
bool has_c_state(PyObject* object);
/// What a mappingproxy shows, borrowed; null for anything else.
PyObject* behind_proxy(PyObject* object);
/// Does C code that uses this object work on others, to which it refers? A file that is around another one, a view of
/// memory, a reader or writer of a format.
bool works_on_others(PyObject* object);
/// The dict behind a keys(), items() or values() view, borrowed; null for anything else.
PyObject* dict_of_view(PyObject* object);

/// Calls `visit(object)` for every object that `object` refers to. CPython's own traversal.
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

}  // namespace frontrun::embed
