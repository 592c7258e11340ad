#include "embed/operands.hpp"

#include <opcode.h>

namespace frontrun::embed {

using cpython::Kind;

void Operands::decode(cpython::Frame* frame, PyObject** top, const Site& site) {
  const cpython::Instruction& in = site.instruction;
  const auto peek = [top](int n) { return top[-n]; };
  if (names_.special_method_may_be_stored()) special_methods(top, in);
  switch (in.kind) {
    case Kind::invisible:
      return;
    case Kind::load_attr:
    case Kind::load_method:
    case Kind::import_from:
      effects_.read_attribute(peek(1), in.name, site.use);
      return;
    case Kind::store_attr:
      effects_.write_attribute(peek(1), in.name, peek(2), site.use);
      return;
    case Kind::delete_attr:
      effects_.write_attribute(peek(1), in.name, nullptr, site.use);
      return;
    case Kind::load_global:
      if (names_.may_be_stored(site.use)) effects_.read_name(cpython::globals_of(frame), in.name);
      return;
    case Kind::store_global:
      effects_.write_name(cpython::globals_of(frame), in.name, peek(1));
      return;
    case Kind::delete_global:
      effects_.write_name(cpython::globals_of(frame), in.name, nullptr);
      return;
    case Kind::load_name: {
      PyObject* locals = cpython::locals_of(frame);
      if (locals != nullptr && PyDict_CheckExact(locals)) effects_.read_name(locals, in.name);
      if (locals != cpython::globals_of(frame) && names_.may_be_stored(site.use)) {
        effects_.read_name(cpython::globals_of(frame), in.name);
      }
      return;
    }
    case Kind::store_name:
    case Kind::delete_name: {
      PyObject* locals = cpython::locals_of(frame);
      if (locals == nullptr || !PyDict_CheckExact(locals)) return;
      names_.stored(in.name);
      effects_.write_name(locals, in.name, in.kind == Kind::store_name ? peek(1) : nullptr);
      return;
    }
    case Kind::load_cell:
    case Kind::load_class_cell:
      effects_.read_cell(cpython::local(frame, in.arg), in.name, site.use);
      return;
    case Kind::store_cell:
      effects_.write_cell(cpython::local(frame, in.arg), in.name, peek(1), site.use);
      return;
    case Kind::delete_cell:
      effects_.write_cell(cpython::local(frame, in.arg), in.name, nullptr, site.use);
      return;
    case Kind::load_item:
      effects_.read_item(peek(2), peek(1));
      return;
    case Kind::store_item:
      effects_.write_item(peek(2), peek(1), peek(3));
      return;
    case Kind::delete_item:
      effects_.write_item(peek(2), peek(1), nullptr);
      return;
    case Kind::contains:
      effects_.contains(peek(1), peek(2));
      return;
    case Kind::get_iter:
      effects_.begin_iteration(peek(1));
      return;
    case Kind::for_iter:
    case Kind::send: {
      PyObject* iterator = peek(in.kind == Kind::send ? 2 : 1);
      effects_.advance(iterator, Py_REFCNT(iterator) == cpython::references_from(frame, top, iterator));
      return;
    }
    case Kind::unpack:
    case Kind::extend:
    case Kind::merge:
      effects_.consume(peek(1));
      return;
    case Kind::binary_op:
      effects_.binary(peek(2), peek(1), in.arg >= NB_INPLACE_ADD, in.arg == NB_INPLACE_OR, in.arg == NB_INPLACE_ADD,
                      in.arg == NB_INPLACE_MULTIPLY);
      return;
    case Kind::compare:
      effects_.read_deep(peek(2));
      effects_.read_deep(peek(1));
      return;
    case Kind::unary:
      effects_.read_deep(peek(1));
      return;
    case Kind::truth:
    case Kind::length:
      effects_.read_shape(peek(1));
      return;
    case Kind::format:
      effects_.read_deep(peek((in.arg & 4) != 0 ? 2 : 1));
      return;
    case Kind::match_keys:
      effects_.read_whole(peek(2));
      return;
    case Kind::match_class:
      effects_.read_class(peek(3));
      effects_.read_all_attributes(peek(3));
      return;
    case Kind::call:
      call(frame, top, in);
      return;
    case Kind::call_ex:
      call_ex(top, in);
      return;
    case Kind::with_enter:
      return;  // __enter__ and __exit__ are found on the type; Python ones run as frames, ours announce themselves
    case Kind::yield: {
      // Whoever asks a generator for more while it runs is turned away; from here on no longer.
      PyObject* generator = cpython::generator_of(frame);
      if (generator != nullptr && Py_REFCNT(generator) > 1 && PyGen_CheckExact(generator)) effects_.write_state(generator);
      return;
    }
  }
}

/// Those of all operands, whichever the instruction calls.
void Operands::special_methods(PyObject** top, const cpython::Instruction& in) {
  std::ptrdiff_t count = 0;
  switch (in.kind) {
    case Kind::get_iter:
    case Kind::for_iter:
    case Kind::unpack:
    case Kind::extend:
    case Kind::merge:
    case Kind::unary:
    case Kind::truth:
    case Kind::length:
    case Kind::with_enter:
      count = 1;
      break;
    case Kind::load_item:
    case Kind::delete_item:
    case Kind::contains:
    case Kind::binary_op:
    case Kind::compare:
    case Kind::format:
    case Kind::match_keys:
    case Kind::send:
      count = 2;
      break;
    case Kind::store_item:
    case Kind::call_ex:
      count = 3;
      break;
    case Kind::call:
      count = static_cast<std::ptrdiff_t>(in.arg) + 2;
      break;
    default:
      return;
  }
  for (std::ptrdiff_t i = 1; i <= count; ++i) {
    if (top[-i] != nullptr) effects_.read_special_methods(top[-i]);
  }
  if (in.kind != Kind::call) return;
  PyObject* callable = top[-count] != nullptr ? top[-count] : top[-count + 1];
  if (PyType_Check(callable)) effects_.read_special_methods_of(reinterpret_cast<PyTypeObject*>(callable));  // __init__
}

void Operands::call(cpython::Frame*, PyObject** top, const cpython::Instruction& in) {
  // Stack of 3.11's CALL: method self args, or NULL callable args.
  const auto given = static_cast<std::size_t>(in.arg);
  const bool is_method = top[-static_cast<std::ptrdiff_t>(given) - 2] != nullptr;
  const std::size_t count = given + (is_method ? 1 : 0);
  PyObject** arguments = top - count;
  calls_.call({arguments[-1], {arguments, count}, in.keywords});
}

void Operands::call_ex(PyObject** top, const cpython::Instruction& in) {
  const bool has_keywords = (in.arg & 1) != 0;
  PyObject* keywords = has_keywords ? top[-1] : nullptr;
  PyObject* positional = top[has_keywords ? -2 : -1];
  PyObject* callable = top[has_keywords ? -3 : -2];
  std::vector<PyObject*> all;
  if (PyTuple_Check(positional)) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(positional); ++i) all.push_back(PyTuple_GET_ITEM(positional, i));
  } else {
    effects_.consume(positional);
    if (PyList_Check(positional))
      all.assign(PySequence_Fast_ITEMS(positional), PySequence_Fast_ITEMS(positional) + PyList_GET_SIZE(positional));
  }
  std::size_t named = 0;
  if (keywords != nullptr && PyDict_Check(keywords)) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(keywords, &i, &key, &value) != 0; ++named) all.push_back(value);
  }
  calls_.call({callable, all, named});
}

}  // namespace frontrun::embed
