// From an instruction that is about to run, and its operands, to what it touches.
#pragma once

#include <Python.h>

#include "embed/c_calls.hpp"
#include "embed/code_map.hpp"
#include "embed/cpython/adapter.hpp"
#include "embed/effects.hpp"

namespace frontrun::embed {

class Operands {
 public:
  Operands(Effects& effects, CCalls& calls, Names& names) : effects_(effects), calls_(calls), names_(names) {}

  /// Adds to the footprint what the instruction would touch if it ran now; `top` is one past the top of the stack. Runs no
  /// code of the user's (but for __hash__ of keys) and changes nothing (but that it makes an instance's __dict__ where the
  /// instruction is about to).
  void decode(cpython::Frame* frame, PyObject** top, const Site& site);

 private:
  void special_methods(PyObject** top, const cpython::Instruction& instruction);
  void call(cpython::Frame* frame, PyObject** top, const cpython::Instruction& instruction);
  void call_ex(PyObject** top, const cpython::Instruction& instruction);

  Effects& effects_;
  CCalls& calls_;
  Names& names_;
};

}  // namespace frontrun::embed
