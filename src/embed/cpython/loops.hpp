// Where the iterations of loops begin: the places at which a thread that comes by for the second time may be in the state in
// which it came by for the first.
#pragma once

#include <Python.h>

#include <cstdint>
#include <vector>

namespace frontrun::embed::cpython {

/// A loop that is not one over an iterator. All are code units, the first ones of instructions.
struct Loop {
  std::uint32_t begin;  ///< where its first iteration begins
  /// Where each further one does. CPython compiles the condition of a `while` twice: in front of the loop and at its end.
  /// Whoever is at the beginning of one is where he would be at the beginning of the other.
  std::uint32_t again;
  std::uint32_t end;  ///< the jump back
};

/// Those of a function. What is no plain function (modules, classes, coroutines) has none. Throws std::bad_alloc.
std::vector<Loop> loops_of(PyCodeObject* code);

}  // namespace frontrun::embed::cpython
