// What in the user's code may do something else when it is run again: where an execution has turned out not to be
// deterministic, this is where to look. Signs, not proofs: what is known to differ between executions of one process
// (docs/determinism.md).
#pragma once

#include <Python.h>

#include <string>
#include <vector>

#include "embed/naming.hpp"

namespace frontrun::embed {

struct SuspectSources {
  PyCodeObject* module = nullptr;     ///< the scenario's own code
  std::vector<PyObject*> namespaces;  ///< the dicts of the user's modules
  const Naming& naming;               ///< of what the state and the modules hold now
};

/// "randomness from outside: `urandom` (bank.py:9)", ...: the likeliest first, each kind at most once. All is borrowed.
std::vector<std::string> suspects(const SuspectSources& sources);

}  // namespace frontrun::embed
