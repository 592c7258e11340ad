// `frontrun replay --pdb`: Python's debugger, in a function of a thread that is parked.
#pragma once

#include <Python.h>

#include "embed/python_program.hpp"

namespace frontrun::embed {

/// Runs pdb at a frame, on the standard streams, until the user has the thread go on. Called on the main stack: what the
/// user evaluates is not under control, as in an invariant. Throws std::runtime_error where there is no pdb.
AfterDebugging debug(PyFrameObject* frame);

}  // namespace frontrun::embed
