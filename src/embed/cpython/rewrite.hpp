// Code that reports its visible instructions by itself: before each of them it runs
//
//   LOAD_CONST probe; UNARY_INVERT; POP_TOP
//
// where `probe` is an object whose ~ is our function. The rest runs at CPython's own speed: specialised, and without a trace
// function that looks at every instruction.
#pragma once

#include <Python.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "embed/cpython/adapter.hpp"

namespace frontrun::embed::cpython {

struct RewrittenCode {
  PyCodeObject* code = nullptr;  ///< a new reference
  std::vector<std::uint32_t>
      origin;  ///< of each of its units: the first unit of the original instruction that it belongs to
};

/// Makes the probe of the instruction that begins at `unit` and finds `depth` values on the stack; null: a Python error is
/// set.
using MakeProbe = std::function<PyObject*(std::uint32_t unit, std::uint32_t depth)>;

/// Rewrites `code`, whose instructions decode() gave. Every instruction that is not invisible gets a probe, every one with
/// which an iteration of a loop begins, and every jump back over none: code that runs on without an end comes by a probe again
/// and again.
///
/// Null where that cannot be done soundly: then the code has to be traced. Throws std::bad_alloc.
std::optional<RewrittenCode> rewrite(PyCodeObject* code, const std::vector<Instruction>& instructions,
                                     const MakeProbe& make_probe);

/// A probe needs one place on the stack more. Frames that are made from now on have it.
void reserve_stack(PyCodeObject* code);

/// Has the frame not run anything yet?
bool is_at_start(const Frame* frame);
/// Makes a frame that has not run anything run `code`, which is made from its own code.
void replace_code(Frame* frame, PyCodeObject* code);
/// The lowest place of the frame's value stack.
PyObject** stack_base(Frame* frame);

}  // namespace frontrun::embed::cpython
