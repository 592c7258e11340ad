// The object by which rewritten code reports an instruction (cpython/rewrite.hpp): its ~ calls the runtime.
#pragma once

#include <Python.h>

#include <cstdint>

#include "embed/code_map.hpp"

namespace frontrun::embed {

struct Probe {
  PyObject_HEAD const Site* site;  // of the instruction that is about to run
  std::uint32_t depth;             // how many values it finds on its frame's stack
};

/// Called whenever a frame comes by a probe. False: a Python exception is set, and is raised in the frame.
using ProbeFunction = bool (*)(const Probe& probe);
void set_probe_function(ProbeFunction function);

/// A new reference; null: a Python error is set.
PyObject* make_probe(const Site* site, std::uint32_t depth);

}  // namespace frontrun::embed
