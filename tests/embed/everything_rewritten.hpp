// Runs Python code with every code object rewritten that can be, with probes that do nothing but check their frame's stack.
#pragma once

#include <Python.h>

#include <cstdint>

#include "embed/cpython/adapter.hpp"

namespace frontrun::test {

/// While one is alive, every Python frame that begins runs rewritten code, from its code's second frame on (the first one
/// has been made without room for probes).
class EverythingRewritten {
 public:
  EverythingRewritten();
  ~EverythingRewritten();
  EverythingRewritten(const EverythingRewritten&) = delete;
  EverythingRewritten& operator=(const EverythingRewritten&) = delete;

  std::uint64_t rewritten() const;     ///< code objects
  std::uint64_t refused() const;       ///< code objects that cannot be rewritten
  std::uint64_t probes() const;        ///< how often a frame came by one
  std::uint64_t wrong_depths() const;  ///< how often it was not where it should be on the stack
};

}  // namespace frontrun::test
