#include "embed/quiet.hpp"

#include <opcode.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "embed/cpython/adapter.hpp"
#include "embed/cpython/rewrite.hpp"
#include "embed/object_kinds.hpp"
#include "primitives/lock.hpp"

namespace frontrun::embed {
namespace {

using cpython::Kind;

/// Is it a container of CPython's own, whose iterators are made anew each time?
bool is_plain_container(PyObject* object) {
  return PyList_CheckExact(object) || PyTuple_CheckExact(object) || PyDict_CheckExact(object) ||
         PyAnySet_CheckExact(object) || PyUnicode_CheckExact(object) || PyBytes_CheckExact(object) ||
         PyByteArray_CheckExact(object) || PyRange_Check(object) || Py_IS_TYPE(object, &PyDictKeys_Type) ||
         Py_IS_TYPE(object, &PyDictValues_Type) || Py_IS_TYPE(object, &PyDictItems_Type) ||
         (is_deque(object) && (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0);
}

/// An iterator over such a container, which holds nothing but its place in it.
bool is_plain_iterator(PyObject* object) {
  static const std::array kinds{&PyListIter_Type,      &PyTupleIter_Type,    &PyRangeIter_Type,
                                &PyUnicodeIter_Type,   &PySetIter_Type,      &PyDictIterKey_Type,
                                &PyDictIterValue_Type, &PyDictIterItem_Type, &PyBytesIter_Type};
  return std::ranges::any_of(kinds, [&](PyTypeObject* type) { return Py_IS_TYPE(object, type); });
}

/// May C code iterate over this without changing anything that lasts? Of generators those that it resumes say so themselves.
bool is_quiet_iterable(PyObject* object) {
  if (compares_in_c(object) || is_plain_container(object) || PyGen_CheckExact(object)) return true;
  return is_plain_iterator(object) && Py_REFCNT(object) == 1;
}

/// Whatever a C function does with it, iterating included, changes nothing.
bool is_quiet_argument(PyObject* object) {
  if (is_quiet_iterable(object)) return true;
  return PyIter_Check(object) == 0 && Py_TYPE(object)->tp_iter == nullptr && PyCallable_Check(object) == 0;
}

bool starts_with_any(std::string_view name, std::initializer_list<std::string_view> prefixes) {
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// Functions that look at what they are given, and make new objects.
bool only_looks(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>({"builtins.abs",
                                                                  "builtins.all",
                                                                  "builtins.any",
                                                                  "builtins.ascii",
                                                                  "builtins.bin",
                                                                  "builtins.callable",
                                                                  "builtins.chr",
                                                                  "builtins.divmod",
                                                                  "builtins.format",
                                                                  "builtins.getattr",
                                                                  "builtins.hasattr",
                                                                  "builtins.hash",
                                                                  "builtins.hex",
                                                                  "builtins.id",
                                                                  "builtins.isinstance",
                                                                  "builtins.issubclass",
                                                                  "builtins.len",
                                                                  "builtins.max",
                                                                  "builtins.min",
                                                                  "builtins.oct",
                                                                  "builtins.ord",
                                                                  "builtins.pow",
                                                                  "builtins.repr",
                                                                  "builtins.round",
                                                                  "builtins.sorted",
                                                                  "builtins.sum",
                                                                  "collections.deque.copy",
                                                                  "collections.deque.count",
                                                                  "collections.deque.index",
                                                                  "dict.__contains__",
                                                                  "dict.copy",
                                                                  "dict.get",
                                                                  "dict.items",
                                                                  "dict.keys",
                                                                  "dict.values",
                                                                  "list.copy",
                                                                  "list.count",
                                                                  "list.index",
                                                                  "set.__contains__",
                                                                  "set.copy",
                                                                  "set.difference",
                                                                  "set.intersection",
                                                                  "set.isdisjoint",
                                                                  "set.issubset",
                                                                  "set.issuperset",
                                                                  "set.symmetric_difference",
                                                                  "set.union",
                                                                  "_thread.get_ident"});
  return std::ranges::find(kNames, name) != kNames.end() ||
         starts_with_any(
             name, {"str.", "bytes.", "int.", "float.", "bool.", "complex.", "tuple.", "range.", "frozenset.", "math."});
}

/// Is the standard output the file that it is at first, and no object that the program could look into?
bool prints_nowhere() {
  PyObject* file = PySys_GetObject("stdout");
  return file != nullptr && std::string_view(Py_TYPE(file)->tp_name) == "_io.TextIOWrapper";
}

/// Ours: what they change, they say themselves.
bool announces_itself(std::string_view name) {
  return name == "time.sleep" || starts_with_any(name, {"_thread.lock.", "_thread.RLock."});
}

}  // namespace

bool Quiet::call_type(PyTypeObject* type, std::span<PyObject* const> arguments) {
  static const std::array values{&PyLong_Type,  &PyFloat_Type,      &PyUnicode_Type, &PyBool_Type, &PyBytes_Type,
                                 &PyList_Type,  &PyTuple_Type,      &PyDict_Type,    &PySet_Type,  &PyFrozenSet_Type,
                                 &PyRange_Type, &PyBaseObject_Type, &PySlice_Type,   &PySuper_Type};
  if (type == &PyType_Type) return arguments.size() == 1;
  if (std::ranges::find(values, type) != values.end()) return std::ranges::all_of(arguments, is_quiet_argument);
  if (PyType_IsSubtype(type, reinterpret_cast<PyTypeObject*>(PyExc_BaseException))) return true;
  return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 && type->tp_base == &PyBaseObject_Type &&
         Py_IS_TYPE(reinterpret_cast<PyObject*>(type), &PyType_Type);
}

bool Quiet::call(PyObject* callable, std::span<PyObject* const> arguments, std::size_t keywords) {
  if (PyMethod_Check(callable)) return call(PyMethod_GET_FUNCTION(callable), arguments, keywords);
  if (PyFunction_Check(callable)) return true;  // a frame of its own
  if (PyType_Check(callable)) return call_type(reinterpret_cast<PyTypeObject*>(callable), arguments);
  const std::string_view name = calls_.name_of(callable);
  if (announces_itself(name)) return true;
  if (name == "builtins.print")
    return keywords == 0 && prints_nowhere() && std::ranges::all_of(arguments, is_quiet_argument);
  if (!only_looks(name)) return false;
  // A key function may be C code that does anything; one of Python's is looked into.
  if (keywords > 0 && (name == "builtins.sorted" || name == "builtins.min" || name == "builtins.max")) return false;
  if (name == "builtins.len" || name == "builtins.id" || name == "builtins.isinstance" || name == "builtins.getattr" ||
      name == "builtins.hasattr" || name == "builtins.callable" || name == "builtins.issubclass")
    return true;
  return std::ranges::all_of(arguments, is_quiet_argument);
}

bool Quiet::instruction(cpython::Frame* frame, PyObject** top, const Site& site, const Spinning& spinning) {
  const cpython::Instruction& in = site.instruction;
  const auto peek = [top](int n) { return top[-n]; };
  switch (in.kind) {
    case Kind::invisible:
    case Kind::load_attr:
    case Kind::load_method:
    case Kind::import_from:
    case Kind::load_global:
    case Kind::load_name:
    case Kind::load_cell:
    case Kind::load_class_cell:
    case Kind::get_iter:
    case Kind::compare:
    case Kind::unary:
    case Kind::truth:
    case Kind::length:
    case Kind::format:
    case Kind::yield:  // who is resumed after it says so
      return true;
    case Kind::load_item:
      return is_plain_container(peek(2)) || in_python(Py_TYPE(peek(2)), "__getitem__");
    case Kind::contains:
      return is_quiet_iterable(peek(1)) || in_python(Py_TYPE(peek(1)), "__contains__");
    case Kind::unpack:
    case Kind::extend:
    case Kind::merge:
      return is_quiet_iterable(peek(1));
    case Kind::for_iter: {
      PyObject* iterator = peek(1);
      if (PyGen_CheckExact(iterator) || in_python(Py_TYPE(iterator), "__next__")) return true;
      // One that only this frame knows was made since the frame began; in a frame that runs a loop that is too long ago.
      const Py_ssize_t own = spinning.runs_loop(frame) ? 1 : cpython::references_from(frame, top, iterator);
      return is_plain_iterator(iterator) && Py_REFCNT(iterator) == own;
    }
    case Kind::binary_op:
      return in.arg < NB_INPLACE_ADD || is_immutable(peek(2)) || PyTuple_CheckExact(peek(2));
    case Kind::with_enter:
      return primitives::is_lock(peek(1)) || in_python(Py_TYPE(peek(1)), "__enter__");
    case Kind::call: {
      const auto given = static_cast<std::size_t>(in.arg);
      const std::size_t count = given + (top[-static_cast<std::ptrdiff_t>(given) - 2] != nullptr ? 1 : 0);
      PyObject** arguments = top - count;
      return call(arguments[-1], {arguments, count}, in.keywords);
    }
    case Kind::call_ex: {
      PyObject* positional = peek(1);
      if ((in.arg & 1) != 0 || !PyTuple_CheckExact(positional)) return false;
      const auto* items = reinterpret_cast<PyTupleObject*>(positional)->ob_item;
      return call(peek(2), {items, static_cast<std::size_t>(PyTuple_GET_SIZE(positional))}, 0);
    }
    default:
      return false;
  }
}

}  // namespace frontrun::embed
