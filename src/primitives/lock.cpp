#include "primitives/lock.hpp"

#include <structmember.h>

#include <cmath>

namespace frontrun::primitives {
namespace {

PyTypeObject* g_lock_type = nullptr;
PyTypeObject* g_rlock_type = nullptr;

LockObject* as_lock(PyObject* self) { return reinterpret_cast<LockObject*>(self); }

bool owned(LockObject* lock) { return lock->depth > 0 && lock->owner_ident == PyThreadState_Get()->thread_id; }

struct AcquireArguments {
  bool blocking = true;
  double timeout = -1;  // seconds; negative: for ever
};

/// CPython's _PyTime_FromSecondsObject (Python/pytime.c), same errors.
bool seconds_of(PyObject* object, double& seconds) {
  if (PyFloat_Check(object)) {
    seconds = PyFloat_AS_DOUBLE(object);
    if (std::isnan(seconds)) {
      PyErr_SetString(PyExc_ValueError, "Invalid value NaN (not a number)");
      return false;
    }
  } else {
    const long long whole = PyLong_AsLongLong(object);
    if (whole == -1 && PyErr_Occurred() != nullptr) {
      if (PyErr_ExceptionMatches(PyExc_OverflowError) != 0)
        PyErr_SetString(PyExc_OverflowError, "timestamp too large to convert to C _PyTime_t");
      return false;
    }
    seconds = static_cast<double>(whole);
  }
  constexpr double kMost = 9223372036.854775;  // as many nanoseconds as 64 bits count
  if (std::abs(seconds) <= kMost) return true;
  PyErr_SetString(PyExc_OverflowError, "timestamp too large to convert to C _PyTime_t");
  return false;
}

/// CPython's lock_acquire_parse_args (Modules/_threadmodule.c), same errors.
bool parse(PyObject* args, PyObject* kwargs, AcquireArguments& parsed) {
  static const char* keywords[] = {"blocking", "timeout", nullptr};
  int blocking = 1;
  PyObject* timeout = nullptr;
  if (PyArg_ParseTupleAndKeywords(args, kwargs, "|pO:acquire", const_cast<char**>(keywords), &blocking, &timeout) == 0)
    return false;
  parsed.blocking = blocking != 0;
  if (timeout == nullptr) return true;
  if (!seconds_of(timeout, parsed.timeout)) return false;
  if (!parsed.blocking && parsed.timeout != -1) {
    PyErr_SetString(PyExc_ValueError, "can't specify a timeout for a non-blocking call");
    return false;
  }
  if (parsed.timeout < 0 && parsed.timeout != -1) {
    PyErr_SetString(PyExc_ValueError, "timeout value must be positive");
    return false;
  }
  if (parsed.timeout > static_cast<double>(PY_TIMEOUT_MAX) / 1e6) {
    PyErr_SetString(PyExc_OverflowError, "timeout value is too large");
    return false;
  }
  return true;
}

/// Takes a lock that the caller does not own. -1: an exception is set.
int take(LockObject* lock, const AcquireArguments& how) {
  refresh(lock);
  PyObject* self = reinterpret_cast<PyObject*>(lock);
  const bool waits = how.blocking && how.timeout != 0;
  if (controller().controlled()) {
    const auto kind = waits ? engine::SyncKind::acquire : engine::SyncKind::try_acquire;
    switch (controller().park(operation_on(lock, kind), self, waits ? "acquire" : "try acquire", waits ? how.timeout : -1)) {
      case Turn::raised:
        return -1;
      case Turn::timed_out:
        controller().in_vain();
        return 0;
      case Turn::taken:
        break;
    }
    if (lock->state.value != 0) {
      controller().in_vain();
      return 0;
    }
    controller().took(self, waits && how.timeout < 0);
  } else if (lock->state.value != 0 && !(waits && controller().wait_in_setup(engine::SyncKind::acquire, lock->state, 0))) {
    if (!waits || how.timeout > 0) return 0;
    PyErr_SetString(PyExc_RuntimeError,
                    "frontrun: this would wait for ever: the lock is held, and no thread runs here that could release it");
    return -1;
  }
  engine::apply(engine::SyncKind::acquire, lock->state, controller().current_thread());
  settle(lock);
  return 1;
}

/// How many items are in the queue that the lock belongs to: whoever has the lock may have changed that. False: an exception
/// is set.
bool measure_queue(const LockObject* lock, std::int64_t& size) {
  PyObject* queue = PyWeakref_GetObject(lock->queue);
  if (queue == Py_None) return true;
  PyObject* result = PyObject_CallMethod(queue, "_qsize", nullptr);
  if (result == nullptr) return false;
  size = PyLong_AsLongLong(result);
  Py_DECREF(result);
  return PyErr_Occurred() == nullptr;
}

/// Gives up a lock. False: an exception is set.
bool give(LockObject* lock) {
  refresh(lock);
  std::int64_t size = lock->state.size;
  if (lock->queue != nullptr && lock->state.value != 0 && !measure_queue(lock, size)) return false;
  PyObject* self = reinterpret_cast<PyObject*>(lock);
  const bool controlled = controller().controlled();
  if (controlled && controller().park(operation_on(lock, engine::SyncKind::release), self, "release", -1) == Turn::raised)
    return false;
  if (lock->state.value == 0) {
    PyErr_SetString(PyExc_RuntimeError, "release unlocked lock");
    return false;
  }
  if (controlled) controller().gave(self);
  engine::apply(engine::SyncKind::release, lock->state, engine::kNoThread);
  lock->state.size = size;
  settle(lock);
  return true;
}

PyObject* lock_new(PyTypeObject* type) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  LockObject* lock = as_lock(self);
  lock->state = lock->initial = {};
  lock->execution = controller().execution();
  lock->key = controller().new_key();
  lock->depth = 0;
  lock->owner_ident = 0;
  lock->reentrant = type != g_lock_type;
  lock->lasting = lock->execution == 0;
  return self;
}

PyObject* rlock_new(PyTypeObject* type, PyObject*, PyObject*) { return lock_new(type); }

void lock_dealloc(PyObject* self) {
  controller().forget(self);
  if (as_lock(self)->weak_references != nullptr) PyObject_ClearWeakRefs(self);
  Py_CLEAR(as_lock(self)->queue);
  PyTypeObject* type = Py_TYPE(self);
  type->tp_free(self);
  Py_DECREF(type);
}

PyObject* lock_acquire(PyObject* self, PyObject* args, PyObject* kwargs) {
  AcquireArguments how;
  if (!parse(args, kwargs, how)) return nullptr;
  const int taken = take(as_lock(self), how);
  return taken < 0 ? nullptr : PyBool_FromLong(taken);
}

PyObject* lock_release(PyObject* self, PyObject*) {
  if (!give(as_lock(self))) return nullptr;
  Py_RETURN_NONE;
}

PyObject* lock_enter(PyObject* self, PyObject*) {
  const int taken = take(as_lock(self), {});
  return taken < 0 ? nullptr : PyBool_FromLong(taken);
}

PyObject* lock_exit(PyObject* self, PyObject*) { return lock_release(self, nullptr); }

PyObject* lock_locked(PyObject* self, PyObject*) {
  LockObject* lock = as_lock(self);
  refresh(lock);
  if (controller().controlled() &&
      controller().park(operation_on(lock, engine::SyncKind::none, false), self, "test", -1) == Turn::raised) {
    return nullptr;
  }
  return PyBool_FromLong(lock->state.value != 0);
}

PyObject* lock_at_fork_reinit(PyObject* self, PyObject*) {
  LockObject* lock = as_lock(self);
  lock->state = {};
  lock->depth = 0;
  controller().forget(self);
  settle(lock);
  Py_RETURN_NONE;
}

PyObject* lock_repr(PyObject* self) {
  LockObject* lock = as_lock(self);
  refresh(lock);
  if (lock->reentrant) {
    return PyUnicode_FromFormat("<%s %s object owner=%lu count=%lld at %p>", lock->depth > 0 ? "locked" : "unlocked",
                                Py_TYPE(self)->tp_name, lock->depth > 0 ? lock->owner_ident : 0UL,
                                static_cast<long long>(lock->depth), static_cast<void*>(self));
  }
  return PyUnicode_FromFormat("<%s %s object at %p>", lock->state.value != 0 ? "locked" : "unlocked", Py_TYPE(self)->tp_name,
                              static_cast<void*>(self));
}

int rlock_take(LockObject* lock, const AcquireArguments& how) {
  refresh(lock);
  if (owned(lock)) {
    ++lock->depth;
    controller().took_again(lock->key);
    return 1;
  }
  const int taken = take(lock, how);
  if (taken == 1) {
    lock->depth = 1;
    lock->owner_ident = PyThreadState_Get()->thread_id;
  }
  return taken;
}

PyObject* rlock_acquire(PyObject* self, PyObject* args, PyObject* kwargs) {
  AcquireArguments how;
  if (!parse(args, kwargs, how)) return nullptr;
  const int taken = rlock_take(as_lock(self), how);
  return taken < 0 ? nullptr : PyBool_FromLong(taken);
}

PyObject* rlock_enter(PyObject* self, PyObject*) {
  const int taken = rlock_take(as_lock(self), {});
  return taken < 0 ? nullptr : PyBool_FromLong(taken);
}

bool require_owned(LockObject* lock) {
  refresh(lock);
  if (owned(lock)) return true;
  PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
  return false;
}

PyObject* rlock_release(PyObject* self, PyObject*) {
  LockObject* lock = as_lock(self);
  if (!require_owned(lock)) return nullptr;
  if (lock->depth > 1) {
    --lock->depth;
    controller().gave_once(lock->key);
    Py_RETURN_NONE;
  }
  if (!give(lock)) return nullptr;
  lock->depth = 0;
  lock->owner_ident = 0;
  Py_RETURN_NONE;
}

PyObject* rlock_exit(PyObject* self, PyObject*) { return rlock_release(self, nullptr); }

PyObject* rlock_is_owned(PyObject* self, PyObject*) {
  refresh(as_lock(self));
  return PyBool_FromLong(owned(as_lock(self)));
}

PyObject* rlock_release_save(PyObject* self, PyObject*) {
  LockObject* lock = as_lock(self);
  if (!require_owned(lock)) return nullptr;
  const std::int64_t depth = lock->depth;
  const unsigned long owner = lock->owner_ident;
  if (!give(lock)) return nullptr;
  lock->depth = 0;
  lock->owner_ident = 0;
  return Py_BuildValue("Lk", static_cast<long long>(depth), owner);
}

PyObject* rlock_acquire_restore(PyObject* self, PyObject* args) {
  long long depth = 0;
  unsigned long owner = 0;
  if (PyArg_ParseTuple(args, "(Lk):_acquire_restore", &depth, &owner) == 0) return nullptr;
  LockObject* lock = as_lock(self);
  const int taken = take(lock, {});
  if (taken < 0) return nullptr;
  lock->depth = depth;
  lock->owner_ident = owner;
  Py_RETURN_NONE;
}

PyCFunction with_keywords(PyCFunctionWithKeywords function) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyMemberDef g_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(LockObject, weak_references), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyMethodDef g_lock_methods[] = {
    {"acquire", with_keywords(lock_acquire), METH_VARARGS | METH_KEYWORDS, "acquire(blocking=True, timeout=-1) -> bool"},
    {"acquire_lock", with_keywords(lock_acquire), METH_VARARGS | METH_KEYWORDS, "An obsolete synonym of acquire()."},
    {"release", lock_release, METH_NOARGS, "Release the lock; RuntimeError if it is not held."},
    {"release_lock", lock_release, METH_NOARGS, "An obsolete synonym of release()."},
    {"locked", lock_locked, METH_NOARGS, "Is the lock held?"},
    {"locked_lock", lock_locked, METH_NOARGS, "An obsolete synonym of locked()."},
    {"__enter__", lock_enter, METH_NOARGS, "Acquire the lock."},
    {"__exit__", lock_exit, METH_VARARGS, "Release the lock."},
    {"_at_fork_reinit", lock_at_fork_reinit, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyMethodDef g_rlock_methods[] = {
    {"acquire", with_keywords(rlock_acquire), METH_VARARGS | METH_KEYWORDS, "acquire(blocking=True, timeout=-1) -> bool"},
    {"release", rlock_release, METH_NOARGS, "Release the lock; RuntimeError if the caller does not own it."},
    {"__enter__", rlock_enter, METH_NOARGS, "Acquire the lock."},
    {"__exit__", rlock_exit, METH_VARARGS, "Release the lock."},
    {"_is_owned", rlock_is_owned, METH_NOARGS, nullptr},
    {"_release_save", rlock_release_save, METH_NOARGS, nullptr},
    {"_acquire_restore", rlock_acquire_restore, METH_VARARGS, nullptr},
    {"_at_fork_reinit", lock_at_fork_reinit, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

template <class Function>
void* slot(Function* function) {
  return reinterpret_cast<void*>(function);
}

PyTypeObject* make_type(const char* name, PyMethodDef* methods, newfunc new_function, unsigned long flags) {
  PyType_Slot slots[] = {
      {Py_tp_dealloc, slot(lock_dealloc)},
      {Py_tp_repr, slot(lock_repr)},
      {Py_tp_methods, methods},
      {Py_tp_members, g_members},
      {new_function == nullptr ? 0 : Py_tp_new, slot(new_function)},
      {0, nullptr},
  };
  PyType_Spec spec = {name, sizeof(LockObject), 0, static_cast<unsigned>(Py_TPFLAGS_DEFAULT | flags), slots};
  return reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
}

}  // namespace

bool make_lock_types() {
  g_lock_type =
      make_type("_thread.lock", g_lock_methods, nullptr, Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE);
  if (g_lock_type == nullptr) return false;
  g_rlock_type = make_type("_thread.RLock", g_rlock_methods, rlock_new, Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE);
  return g_rlock_type != nullptr;
}

PyTypeObject* lock_type() { return g_lock_type; }
PyTypeObject* rlock_type() { return g_rlock_type; }

bool is_lock(PyObject* object) { return Py_IS_TYPE(object, g_lock_type) || PyObject_TypeCheck(object, g_rlock_type); }

PyObject* new_lock() { return lock_new(g_lock_type); }

void refresh(LockObject* lock) {
  if (lock->execution == controller().execution()) return;
  // Made in another execution (import counts as execution 0) and still known to somebody.
  lock->execution = controller().execution();
  lock->state = lock->initial;
  lock->depth = 0;
  lock->owner_ident = 0;
}

engine::Operation operation_on(const LockObject* lock, engine::SyncKind kind, bool writes) {
  engine::Operation operation;
  operation.few[0] = writes ? engine::Access::write(lock->key.number, lock->key.stable)
                            : engine::Access::read(lock->key.number, lock->key.stable);
  operation.count = 1;
  operation.sync = kind;
  operation.object = &lock->state;
  return operation;
}

void settle(LockObject* lock) {
  if (controller().execution() == 0) lock->initial = lock->state;
}

}  // namespace frontrun::primitives
