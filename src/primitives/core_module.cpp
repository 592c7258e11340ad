#include "primitives/core_module.hpp"

#include <structmember.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "primitives/controller.hpp"
#include "primitives/lock.hpp"

namespace frontrun::primitives {
namespace {

using engine::SyncKind;

/// Something that a primitive does in one step.
struct Action {
  const char* name;  ///< in the module
  const char* verb;  ///< in reports
  SyncKind kind;
  bool writes;
  bool changes_list = false;  ///< the list of the threads that there are
};

constexpr Action kActions[] = {
    {"SET", "set", SyncKind::event_set, true},
    {"CLEAR", "clear", SyncKind::event_clear, true},
    {"LOOK", "test", SyncKind::none, false},
    {"POLL", "wait", SyncKind::queue_look, false},
    {"WAIT", "wait", SyncKind::event_wait, false},
    {"ACQUIRE", "acquire", SyncKind::semaphore_acquire, true},
    {"RELEASE", "release", SyncKind::semaphore_release, true},
    {"TRY_ACQUIRE", "try acquire", SyncKind::none, true},
    {"TRY_RELEASE", "release", SyncKind::none, true},
    {"LEAVE", "leave", SyncKind::queue_leave, true},
    {"PUT", "put", SyncKind::queue_put, true},
    {"GET", "get", SyncKind::queue_get, true},
    {"TRY_PUT", "try put", SyncKind::queue_use, true},
    {"TRY_GET", "try get", SyncKind::queue_use, true},
    {"SIZE", "read size of", SyncKind::queue_look, false},
    {"TASK_DONE", "task done", SyncKind::queue_use, true},
    {"JOIN_QUEUE", "join", SyncKind::queue_join, false},
    {"ARRIVE", "wait", SyncKind::queue_use, true},
    {"EXPIRE", "time out", SyncKind::queue_use, true},
    {"RESET", "reset", SyncKind::queue_use, true},
    {"ABORT", "abort", SyncKind::queue_use, true},
    {"START", "start", SyncKind::start, true, true},
    {"END", "end", SyncKind::event_set, true, true},
    {"JOIN", "join", SyncKind::join, false},
};

LockObject* lock_of(PyObject* object) {
  if (is_lock(object)) {
    auto* lock = reinterpret_cast<LockObject*>(object);
    refresh(lock);
    return lock;
  }
  PyErr_SetString(PyExc_TypeError, "frontrun: a lock that is made by threading is needed here");
  return nullptr;
}

/// A queue's capacity, a semaphore's value, a step of one. False: an exception is set.
bool count_of(PyObject* object, std::int32_t& count) {
  constexpr long kMost = 1'000'000'000;  // so that two of them can be added
  const long number = PyLong_AsLong(object);
  if (number == -1 && PyErr_Occurred() != nullptr) return false;
  if (number > kMost) {
    PyErr_SetString(PyExc_OverflowError, "frontrun: semaphores and queues count to 1 000 000 000 only");
    return false;
  }
  count = static_cast<std::int32_t>(number);
  return true;
}

/// Seconds; -1 for None. False: an exception is set.
bool timeout_of(PyObject* object, double& timeout) {
  timeout = -1;
  if (object == Py_None) return true;
  timeout = PyFloat_AsDouble(object);
  if (timeout == -1 && PyErr_Occurred() != nullptr) return false;
  timeout = std::isnan(timeout) || timeout < 0 ? 0 : timeout;
  return true;
}

PyObject* would_wait_for_ever() {
  PyErr_SetString(PyExc_RuntimeError, "frontrun: this would wait for ever: no thread runs here that could end the wait");
  return nullptr;
}

PyObject* act(PyObject*, PyObject* const* args, Py_ssize_t count) {
  if (count < 3 || count > 5) {
    PyErr_SetString(PyExc_TypeError, "act(lock, action, subject[, operand[, timeout]])");
    return nullptr;
  }
  LockObject* lock = lock_of(args[0]);
  const long index = PyLong_AsLong(args[1]);
  if (lock == nullptr || (index == -1 && PyErr_Occurred() != nullptr)) return nullptr;
  const Action& action = kActions[index];
  std::int32_t operand = 1;
  if (count > 3 && !count_of(args[3], operand)) return nullptr;
  double timeout = -1;
  if (count > 4 && !timeout_of(args[4], timeout)) return nullptr;

  Controller& control = controller();
  if (control.controlled()) {
    engine::Operation operation = operation_on(lock, action.kind, action.writes);
    if (action.changes_list && control.threads_are_listed()) {
      operation.few[operation.count++] = engine::Access::write(kThreadList.number, kThreadList.stable);
    }
    operation.operand = operand;
    switch (control.park(operation, args[2], action.verb, timeout)) {
      case Turn::raised:
        return nullptr;
      case Turn::timed_out:
        control.in_vain();
        Py_RETURN_FALSE;
      case Turn::taken:
        break;
    }
  } else if (!engine::enabled(action.kind, lock->state, operand) &&
             !control.wait_in_setup(action.kind, lock->state, operand)) {
    if (timeout < 0) return would_wait_for_ever();
    Py_RETURN_FALSE;
  }
  engine::apply(action.kind, lock->state, control.current_thread(), operand);
  settle(lock);
  Py_RETURN_TRUE;
}

PyObject* value(PyObject*, PyObject* object) {
  const LockObject* lock = lock_of(object);
  return lock == nullptr ? nullptr : PyLong_FromLong(lock->state.value);
}

PyObject* size(PyObject*, PyObject* object) {
  const LockObject* lock = lock_of(object);
  return lock == nullptr ? nullptr : PyLong_FromLong(lock->state.size);
}

PyObject* unfinished(PyObject*, PyObject* object) {
  const LockObject* lock = lock_of(object);
  return lock == nullptr ? nullptr : PyLong_FromUnsignedLong(lock->state.unfinished);
}

PyObject* lasts(PyObject*, PyObject* object) {
  return PyBool_FromLong(is_lock(object) && reinterpret_cast<LockObject*>(object)->lasting && controller().execution() != 0);
}

PyObject* set_value(PyObject*, PyObject* const* args, Py_ssize_t count) {
  LockObject* lock = count == 2 ? lock_of(args[0]) : nullptr;
  if (lock == nullptr) return nullptr;
  std::int32_t value = 0;
  if (!count_of(args[1], value)) return nullptr;
  lock->state.value = value;
  settle(lock);
  Py_RETURN_NONE;
}

/// set_size(mutex, size, unfinished): of the queue that the lock belongs to.
PyObject* set_size(PyObject*, PyObject* const* args, Py_ssize_t count) {
  LockObject* lock = count == 3 ? lock_of(args[0]) : nullptr;
  if (lock == nullptr) return nullptr;
  std::int32_t size = 0;
  std::int32_t unfinished = 0;
  if (!count_of(args[1], size) || !count_of(args[2], unfinished)) return nullptr;
  lock->state.size = size;
  lock->state.unfinished = static_cast<std::uint32_t>(unfinished);
  settle(lock);
  Py_RETURN_NONE;
}

PyObject* free_lock(PyObject*, PyObject* object) {
  LockObject* lock = lock_of(object);
  if (lock == nullptr) return nullptr;
  engine::apply(SyncKind::queue_leave, lock->state, engine::kNoThread);
  settle(lock);
  Py_RETURN_NONE;
}

PyObject* is_our_lock(PyObject*, PyObject* object) { return PyBool_FromLong(is_lock(object)); }

PyObject* owns(PyObject*, PyObject* object) {
  if (!is_lock(object)) Py_RETURN_FALSE;
  const LockObject* lock = lock_of(object);
  return PyBool_FromLong(lock->state.value != 0 && lock->state.owner == controller().current_thread());
}

PyObject* operations(PyObject*, PyObject*) {
  return PyLong_FromUnsignedLongLong(controller().controlled() ? controller().operations() : 0);
}

/// list_threads(subject, changes): looks at which threads there are, or changes it.
PyObject* list_threads(PyObject*, PyObject* const* args, Py_ssize_t count) {
  if (count != 2) {
    PyErr_SetString(PyExc_TypeError, "list_threads(subject, changes)");
    return nullptr;
  }
  const bool changes = args[1] == Py_True;
  Controller& control = controller();
  if (!control.controlled() || (changes && !control.threads_are_listed())) Py_RETURN_NONE;
  if (!changes) control.list_threads();
  engine::Operation operation;
  operation.few[0] = changes ? engine::Access::write(kThreadList.number, kThreadList.stable)
                             : engine::Access::read(kThreadList.number, kThreadList.stable);
  operation.count = 1;
  if (control.park(operation, args[0], changes ? "register in" : "list threads of", -1) == Turn::raised) return nullptr;
  Py_RETURN_NONE;
}

PyObject* scenario_thread(PyObject*, PyObject*) {
  const std::string name = controller().scenario_thread();
  if (name.empty()) Py_RETURN_NONE;
  return PyUnicode_FromStringAndSize(name.data(), static_cast<Py_ssize_t>(name.size()));
}

PyObject* warn(PyObject*, PyObject* text) {
  const char* utf8 = PyUnicode_AsUTF8(text);
  if (utf8 == nullptr) return nullptr;
  controller().warn(utf8);
  Py_RETURN_NONE;
}

/// belongs(mutex, queue): whoever has the mutex may change the size of the queue.
PyObject* belongs(PyObject*, PyObject* const* args, Py_ssize_t count) {
  LockObject* lock = count == 2 ? lock_of(args[0]) : nullptr;
  if (lock == nullptr) return nullptr;
  PyObject* reference = PyWeakref_NewRef(args[1], nullptr);
  if (reference == nullptr) return nullptr;
  Py_XSETREF(lock->queue, reference);
  Py_RETURN_NONE;
}

PyObject* in_vain(PyObject*, PyObject*) {
  controller().in_vain();
  Py_RETURN_NONE;
}

PyObject* thread_number(PyObject*, PyObject*) {
  static std::uint64_t execution = 0;
  static long number = 0;
  if (execution != controller().execution()) number = 0;
  execution = controller().execution();
  return PyLong_FromLong(++number);
}

PyObject* new_number(PyObject*, PyObject*) { return PyLong_FromUnsignedLongLong(controller().new_key().number); }

/// In C: who hashes runs no code that is looked into.
PyObject* number(PyObject*, PyObject* object) {
  PyObject* number = PyObject_GetAttrString(object, "_frontrun_number");
  if (number != nullptr || PyErr_ExceptionMatches(PyExc_AttributeError) == 0) return number;
  PyErr_Clear();
  return PyLong_FromVoidPtr(object);
}

PyObject* method(PyObject*, PyObject* function) { return PyInstanceMethod_New(function); }

PyObject* announce(PyObject*, PyObject* const* args, Py_ssize_t count) {
  const char* verb = count == 2 ? PyUnicode_AsUTF8(args[1]) : nullptr;
  if (verb == nullptr) return nullptr;
  controller().announce(args[0], verb);
  Py_RETURN_NONE;
}

PyObject* start_thread(PyObject*, PyObject* const* args, Py_ssize_t count) {
  LockObject* life = count == 3 ? lock_of(args[1]) : nullptr;
  PyObject* arguments = life != nullptr ? PyTuple_New(0) : nullptr;
  if (arguments == nullptr) return nullptr;
  const StartedThread started = controller().start_thread(args[0], arguments, nullptr, args[2] == Py_True);
  Py_DECREF(arguments);
  if (started.ident == 0) return nullptr;
  life->state.value = 0;
  life->state.owner = started.thread;
  return PyLong_FromUnsignedLong(started.ident);
}

// ---- waiters ------------------------------------------------------------------------------------------------------------

struct WaiterObject {
  PyObject_HEAD Waiter waiter;
  ObjectKey key;  ///< the location that is written by who wakes it, if that is not known by the lock that it has meanwhile
  char broken;
};

PyObject* waiter_woken(PyObject* self, void*) {
  return PyBool_FromLong(reinterpret_cast<WaiterObject*>(self)->waiter.state.value);
}

PyGetSetDef g_waiter_getset[] = {
    {"woken", waiter_woken, nullptr, "Has somebody woken it?", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyMemberDef g_waiter_members[] = {
    {"broken", T_BOOL, offsetof(WaiterObject, broken), 0, "Of a barrier: was it broken instead of passed?"},
    {nullptr, 0, 0, 0, nullptr},
};

PyObject* waiter_new(PyTypeObject* type, PyObject*, PyObject*) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  auto* waiter = reinterpret_cast<WaiterObject*>(self);
  waiter->waiter = {};
  waiter->key = controller().new_key();
  waiter->broken = 0;
  return self;
}

void waiter_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  type->tp_free(self);
  Py_DECREF(type);
}

/// block(subject, verb, timeout[, lock]): `lock` is that of whatever wakes it; without, notifying says whom it wakes.
PyObject* waiter_block(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  double timeout = -1;
  const char* verb = count == 3 || count == 4 ? PyUnicode_AsUTF8(args[1]) : nullptr;
  const LockObject* lock = count == 4 ? lock_of(args[3]) : nullptr;
  if (verb == nullptr || (count == 4 && lock == nullptr) || !timeout_of(args[2], timeout)) {
    if (PyErr_Occurred() == nullptr) PyErr_SetString(PyExc_TypeError, "block(subject, verb, timeout[, lock])");
    return nullptr;
  }
  const auto* object = reinterpret_cast<WaiterObject*>(self);
  const Waiter& waiter = object->waiter;
  if (!controller().controlled()) {
    if (waiter.state.value > 0 || controller().wait_in_setup(SyncKind::wake, waiter.state, 0)) Py_RETURN_TRUE;
    if (timeout < 0) return would_wait_for_ever();
    Py_RETURN_FALSE;
  }
  engine::Operation look;
  if (lock != nullptr) {
    look = operation_on(lock, SyncKind::queue_look, false);
  } else {
    look.few[0] = engine::Access::read(object->key.number, object->key.stable);
    look.count = 1;
  }
  switch (controller().block(waiter, look, args[0], verb, timeout)) {
    case Turn::raised:
      return nullptr;
    case Turn::timed_out:
      controller().in_vain();
      Py_RETURN_FALSE;
    case Turn::taken:
      break;
  }
  Py_RETURN_TRUE;
}

/// notify(subject, verb, waiters): wakes them, in one visible operation.
PyObject* notify(PyObject*, PyObject* const* args, Py_ssize_t count) {
  const char* verb = count == 3 ? PyUnicode_AsUTF8(args[1]) : nullptr;
  if (verb == nullptr || !PyList_Check(args[2])) {
    if (PyErr_Occurred() == nullptr) PyErr_SetString(PyExc_TypeError, "notify(subject, verb, waiters)");
    return nullptr;
  }
  std::vector<WaiterObject*> waiters;
  std::vector<engine::Access> accesses;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[2]); ++i) {
    waiters.push_back(reinterpret_cast<WaiterObject*>(PyList_GET_ITEM(args[2], i)));
    accesses.push_back(engine::Access::write(waiters.back()->key.number, waiters.back()->key.stable));
  }
  if (controller().controlled()) {
    engine::Operation operation;
    operation.refer_to(accesses);
    if (controller().park(operation, args[0], verb, -1) == Turn::raised) return nullptr;
  }
  for (WaiterObject* waiter : waiters) controller().wake(waiter->waiter);
  Py_RETURN_NONE;
}

PyObject* waiter_wake(PyObject* self, PyObject*) {
  controller().wake(reinterpret_cast<WaiterObject*>(self)->waiter);
  Py_RETURN_NONE;
}

template <class Function>
PyCFunction fast(Function* function) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyMethodDef g_waiter_methods[] = {
    {"block", fast(waiter_block), METH_FASTCALL, "block(subject, verb, timeout[, lock]) -> False if it timed out"},
    {"wake", waiter_wake, METH_NOARGS, "Lets whoever blocks go on."},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot g_waiter_slots[] = {
    {Py_tp_new, reinterpret_cast<void*>(waiter_new)},
    {Py_tp_dealloc, reinterpret_cast<void*>(waiter_dealloc)},
    {Py_tp_methods, g_waiter_methods},
    {Py_tp_getset, g_waiter_getset},
    {Py_tp_members, g_waiter_members},
    {0, nullptr},
};

PyType_Spec g_waiter_spec = {"_frontrun.Waiter", sizeof(WaiterObject), 0, Py_TPFLAGS_DEFAULT, g_waiter_slots};

PyMethodDef g_functions[] = {
    {"act", fast(act), METH_FASTCALL,
     "act(lock, action, subject[, operand[, timeout]]) -> bool\n\nPerforms one visible operation of `subject`, whose state "
     "is that of `lock`. False: the timeout expired."},
    {"notify", fast(notify), METH_FASTCALL, "notify(subject, verb, waiters): wakes them, in one visible operation."},
    {"value", value, METH_O, "The value of a lock's state. Not a visible operation."},
    {"size", size, METH_O, "The size of a queue, or how many wait at a barrier, by its lock. Not a visible operation."},
    {"unfinished", unfinished, METH_O, "A queue's unfinished tasks, by its lock. Not a visible operation."},
    {"lasts", lasts, METH_O,
     "Was the lock made at import, so that an execution has to leave no trace in what it belongs to?"},
    {"set_value", fast(set_value), METH_FASTCALL, "Sets it."},
    {"belongs", fast(belongs), METH_FASTCALL, "belongs(mutex, queue): whoever has the mutex may change the queue."},
    {"list_threads", fast(list_threads), METH_FASTCALL,
     "list_threads(subject, changes): looks at which threads there are, or changes that."},
    {"scenario_thread", scenario_thread, METH_NOARGS, "The name of the calling thread, if it is one of the scenario's own."},
    {"warn", warn, METH_O, "Tells the user something, once."},
    {"set_size", fast(set_size), METH_FASTCALL, "set_size(mutex, size, unfinished): of a queue."},
    {"free", free_lock, METH_O, "Gives up a queue's mutex. Not a visible operation."},
    {"is_lock", is_our_lock, METH_O, "Is this a lock that threading makes?"},
    {"owns", owns, METH_O, "Does the calling thread hold this lock? Not a visible operation."},
    {"operations", operations, METH_NOARGS, "How many visible operations the calling thread has performed."},
    {"in_vain", in_vain, METH_NOARGS, "The last operation of the calling thread found nothing to do, and changed nothing."},
    {"thread_number", thread_number, METH_NOARGS, "1 for the first call of an execution, then 2, ..."},
    {"new_number", new_number, METH_NOARGS, "A number that is given out once, in the same way in every execution."},
    {"number", number, METH_O, "The _frontrun_number of an object; its address if it has none."},
    {"method", method, METH_O, "Makes a method of a function that is written in C."},
    {"announce", fast(announce), METH_FASTCALL, "announce(subject, verb): what the next operation is to the user."},
    {"start_thread", fast(start_thread), METH_FASTCALL,
     "start_thread(function, life, daemon) -> ident: after a visible operation START. Who joins waits until the value of "
     "`life` is above 0."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef g_module = {PyModuleDef_HEAD_INIT, "_frontrun", nullptr, -1, g_functions, nullptr, nullptr, nullptr, nullptr};

}  // namespace

PyObject* make_core_module() {
  PyObject* module = PyModule_Create(&g_module);
  if (module == nullptr) return nullptr;
  bool done = true;
  for (std::size_t i = 0; done && i < std::size(kActions); ++i) {
    done = PyModule_AddIntConstant(module, kActions[i].name, static_cast<long>(i)) == 0;
  }
  PyObject* waiter = PyType_FromSpec(&g_waiter_spec);
  done = done && waiter != nullptr && PyModule_AddObjectRef(module, "Waiter", waiter) == 0;
  Py_XDECREF(waiter);
  if (done) return module;
  Py_DECREF(module);
  return nullptr;
}

}  // namespace frontrun::primitives
