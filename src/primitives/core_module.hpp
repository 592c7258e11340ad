// The module `_frontrun`: what the controlled primitives that are written in Python (src/primitives/python) are made of.
//
// Their state is that of a plain lock of ours, which every primitive of the standard library has inside: an event's flag and
// a semaphore's value are its `value`, a queue's mutex carries the queue's size. What they do to it are the engine's models.
#pragma once

#include <Python.h>

namespace frontrun::primitives {

/// A new reference to the module; null: a Python error is set. Precondition: make_lock_types() was called.
PyObject* make_core_module();

}  // namespace frontrun::primitives
