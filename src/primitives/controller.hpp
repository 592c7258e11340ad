// What the controlled Python types ask of the runtime that schedules them.
#pragma once

#include <Python.h>

#include <cstdint>
#include <string>

#include "engine/operation.hpp"

namespace frontrun::primitives {

/// How a primitive's operation ended for the thread that waited before it.
enum class Turn : std::uint8_t {
  taken,      ///< it is the thread's turn, and the operation is enabled: perform it
  timed_out,  ///< the timeout expired
  raised,     ///< a Python exception is set: the thread is being torn down
};

/// The identity of a synchronisation object among the locations of an execution.
struct ObjectKey {
  std::uint64_t number = 0;
  bool stable = false;  ///< the same object has the same number in every execution
};

struct StartedThread {
  unsigned long ident = 0;  ///< as of threading.get_ident(); 0: it could not be started, an exception is set
  engine::ThreadId thread = engine::kNoThread;
};

/// The location of which threads there are: those who list them read it, those who start and end write it once somebody
/// lists them.
inline constexpr ObjectKey kThreadList{(1ULL << 60) - 2, true};

/// What a thread blocks on until another one lets it go on. Who wakes it decides after what it goes on; it is no location,
/// as nothing races with being woken.
struct Waiter {
  engine::SyncState state;  ///< value 1: woken
  engine::ThreadId waker = engine::kNoThread;
  std::int32_t event = 0;  ///< which of the waker's operations woke it, 1-based
  std::int64_t time = 0;   ///< and when: see Controller::look_at_clock()
};

class Controller {
 public:
  virtual ~Controller() = default;

  /// Does the calling code run in a controlled thread, where it may be parked? Elsewhere (import, setup, invariant) a
  /// primitive acts at once.
  virtual bool controlled() const = 0;

  /// The logical thread that calls; engine::kNoThread outside of one.
  virtual engine::ThreadId current_thread() const = 0;

  /// Parks the calling thread before an operation until it is chosen. `object` is what the user sees of it; `verb` a
  /// literal for reports ("acquire"). `timeout` in seconds; negative: none. Precondition: controlled().
  virtual Turn park(const engine::Operation& operation, PyObject* object, const char* verb, double timeout) = 0;

  /// Parks the calling thread until it is chosen after somebody has woken it. `look`: an operation that depends on whatever
  /// wakes it; what takes place where the timeout may expire at any time. Precondition: controlled().
  virtual Turn block(const Waiter& waiter, const engine::Operation& look, PyObject* object, const char* verb,
                     double timeout) = 0;

  /// Lets whoever blocks on it, or is going to, go on after the operation that the calling thread performed last.
  virtual void wake(Waiter& waiter) = 0;

  /// setup() waits, until an operation of this kind is enabled: the threads that it has started run meanwhile. False: it is
  /// not setup() that calls, or none of them can go on.
  virtual bool wait_in_setup(engine::SyncKind kind, const engine::SyncState& state, std::int32_t operand) = 0;

  /// How many operations the calling thread has performed. Precondition: controlled().
  virtual std::uint64_t operations() const = 0;

  /// The operation that the calling thread performed last has found nothing to do, and has changed nothing.
  virtual void in_vain() = 0;

  /// What time it is, in nanoseconds of virtual time since the execution began. False: a Python exception is set.
  /// Precondition: execution() > 0.
  virtual bool look_at_clock(std::int64_t& now) = 0;

  /// The calling code goes on so many nanoseconds of virtual time later, at least. False: a Python exception is set.
  /// Precondition: execution() > 0.
  virtual bool sleep(std::int64_t duration) = 0;

  /// The calling thread takes a lock once more that is its own, which is no operation; or releases it once of several times.
  virtual void took_again(const ObjectKey& lock) = 0;
  virtual void gave_once(const ObjectKey& lock) = 0;

  /// By the operation that it performed last, the calling thread took a lock. `waits`: it would have waited for it without
  /// limit. Precondition: controlled().
  virtual void took(PyObject* lock, bool waits) = 0;
  /// By the operation that it performed last, the calling thread released a lock. Precondition: controlled().
  virtual void gave(PyObject* lock) = 0;
  /// A lock that may have been held is gone, or as new.
  virtual void forget(PyObject* lock) = 0;

  /// A key for an object that is being made.
  virtual ObjectKey new_key() = 0;

  /// Counts executions; 0 before the first. State that outlives executions goes back to what it was at 0 in each.
  virtual std::uint64_t execution() const = 0;

  /// The next operation of the calling thread is, to the user, this one on that object ("wait" on a condition, where its
  /// lock is given up). Both are borrowed; `verb` a literal.
  virtual void announce(PyObject* object, const char* verb) = 0;

  /// Starts a logical thread that calls `function(*args, **kwargs)`; kwargs may be null. A daemon may be left running when
  /// the others have ended. In a controlled thread, the operation that it performed last has to be one of kind `start`.
  virtual StartedThread start_thread(PyObject* function, PyObject* args, PyObject* kwargs, bool daemon) = 0;

  /// The name of the thread that calls, if it is one of the scenario's own, not started by another; else empty.
  virtual std::string scenario_thread() const = 0;

  /// Has any execution listed the threads? From list_threads() on.
  virtual bool threads_are_listed() const = 0;
  virtual void list_threads() = 0;

  /// Something that the user should know, once.
  virtual void warn(const std::string& text) = 0;

  /// An exception got out of a thread of the user's; args as of threading.excepthook.
  virtual void uncaught(PyObject* type, PyObject* value, PyObject* traceback) = 0;
};

/// The one controller, which the types reach from C callbacks. Null, as at first: one that controls nothing; locks outlive
/// whoever controlled them.
Controller& controller();
void set_controller(Controller* controller);

}  // namespace frontrun::primitives
