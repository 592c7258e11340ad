// Which instructions change nothing that their footprint does not name.
//
// A footprint says what other threads may notice. What it leaves out is what belongs to one thread alone: the next item of
// an iterator that nobody else knows, an object that the thread has made, the thread's own state in C. Here that counts,
// too: only what is known to leave none of it changed is quiet.
#pragma once

#include <Python.h>

#include <span>

#include "embed/c_calls.hpp"
#include "embed/code_map.hpp"
#include "embed/spinning.hpp"

namespace frontrun::embed {

class Quiet {
 public:
  explicit Quiet(CCalls& calls) : calls_(calls) {}

  /// Is the instruction that the frame is about to run quiet? Python code that it runs is not its affair.
  bool instruction(cpython::Frame* frame, PyObject** top, const Site& site, const Spinning& spinning);

 private:
  bool call(PyObject* callable, std::span<PyObject* const> arguments, std::size_t keywords);
  bool call_type(PyTypeObject* type, std::span<PyObject* const> arguments);

  CCalls& calls_;
};

}  // namespace frontrun::embed
