// The types behind `_thread.allocate_lock` and `_thread.RLock`: CPython's contracts, on the engine's model of a lock.
#pragma once

#include <Python.h>

#include "engine/sync_model.hpp"
#include "primitives/controller.hpp"

namespace frontrun::primitives {

struct LockObject {
  PyObject_HEAD engine::SyncState state;  ///< of the current execution: see refresh()
  engine::SyncState initial;              ///< what import left, for locks that outlive executions
  std::uint64_t execution;                ///< the execution that `state` belongs to
  ObjectKey key;
  std::int64_t depth;         ///< reentrant: how often the owner has it
  unsigned long owner_ident;  ///< reentrant: who, also outside of controlled threads
  bool reentrant;
  bool lasting;  ///< made at import: it outlives executions
  PyObject* weak_references;
  PyObject* queue;  ///< a queue's mutex: a weak reference to the queue; else null
};

/// Makes the two types. False with a Python error set.
bool make_lock_types();
PyTypeObject* lock_type();
PyTypeObject* rlock_type();
bool is_lock(PyObject* object);

/// A new plain lock, or null with an error set.
PyObject* new_lock();

/// Puts a lock that outlives executions back to its initial state if an execution has left it otherwise.
void refresh(LockObject* lock);

/// To be called after every change of a lock's state: what import does to a lock is how every execution finds it.
void settle(LockObject* lock);

/// An operation of this kind on a lock, and on nothing else.
engine::Operation operation_on(const LockObject* lock, engine::SyncKind kind, bool writes = true);

}  // namespace frontrun::primitives
