// Synchronisation objects as plain state machines, so that the explorer can ask of any past state whether an operation
// would have been enabled in it. The Python types of src/primitives wrap these and add nothing to their rules.
#pragma once

#include <cstdint>
#include <limits>

namespace frontrun::engine {

/// A logical thread. Numbers are dense over a whole exploration and stable: the same path of creation (the third thread
/// started by thread 1, say) has the same number in every execution.
using ThreadId = std::uint32_t;
inline constexpr ThreadId kNoThread = std::numeric_limits<ThreadId>::max();

enum class SyncKind : std::uint8_t {
  none,
  acquire,            ///< a lock, or the outermost acquire of a reentrant one: enabled while it is free
  try_acquire,        ///< always enabled; takes the lock if it is free
  release,            ///< always enabled (an error of the user's, if it is free, is the program's affair)
  semaphore_acquire,  ///< enabled while the value is positive
  semaphore_release,
  event_wait,  ///< enabled while the flag is set
  event_set,
  event_clear,
  // A queue is a lock with a size: whoever uses it has the lock meanwhile.
  queue_put,    ///< enabled while the lock is free and fewer items are in it than the operand
  queue_get,    ///< enabled while the lock is free and an item is in it
  queue_use,    ///< whatever else is done to it: enabled while the lock is free
  queue_look,   ///< the same, but that it changes nothing
  queue_join,   ///< enabled while the lock is free and no task is unfinished
  queue_leave,  ///< gives the lock up
  start,        ///< starts a thread
  join,         ///< enabled when the thread has ended
  /// Goes on after another thread's event: the operand-th of `peer` (Operation). Enabled once that has taken place (value
  /// 1), and ordered after it. A matter of order alone: it never races.
  wake,
};

/// The state of one object. `value`: a lock's 0 or 1 (held), a semaphore's value, an event's flag, 1 for a thread that
/// has ended. `owner`: who holds a lock. The rest: of a queue.
struct SyncState {
  std::int32_t value = 0;
  std::int32_t size = 0;
  ThreadId owner = kNoThread;
  std::uint32_t unfinished = 0;
};

/// Can an operation of this kind be disabled at all?
constexpr bool blocking(SyncKind kind) {
  switch (kind) {
    case SyncKind::acquire:
    case SyncKind::semaphore_acquire:
    case SyncKind::event_wait:
    case SyncKind::queue_put:
    case SyncKind::queue_get:
    case SyncKind::queue_use:
    case SyncKind::queue_look:
    case SyncKind::queue_join:
    case SyncKind::join:
    case SyncKind::wake:
      return true;
    default:
      return false;
  }
}

/// The operation of a thread that does not wait until this one is enabled, but finds it so or not: a wait that may time out
/// whenever it cannot proceed. (A thread may always come late: that it waits for a while first makes no difference.) The lock
/// of a queue it waits for all the same, as it is never held for long.
constexpr SyncKind without_waiting(SyncKind kind) {
  switch (kind) {
    case SyncKind::acquire:
      return SyncKind::try_acquire;
    case SyncKind::queue_put:
    case SyncKind::queue_get:
      return SyncKind::queue_use;
    case SyncKind::semaphore_acquire:
    case SyncKind::event_wait:
    case SyncKind::join:
      return SyncKind::none;
    default:
      return kind;
  }
}

/// Is an operation of this kind enabled on an object in this state?
constexpr bool enabled(SyncKind kind, const SyncState& state, std::int32_t operand = 0) {
  switch (kind) {
    case SyncKind::acquire:
    case SyncKind::queue_use:
    case SyncKind::queue_look:
      return state.value == 0;
    case SyncKind::queue_put:
      return state.value == 0 && state.size < operand;
    case SyncKind::queue_get:
      return state.value == 0 && state.size > 0;
    case SyncKind::queue_join:
      return state.value == 0 && state.unfinished == 0;
    case SyncKind::semaphore_acquire:
    case SyncKind::event_wait:
    case SyncKind::join:
    case SyncKind::wake:
      return state.value > 0;
    default:
      return true;
  }
}

/// Performs an (enabled) operation. What is put into a queue, and taken out, is counted by whoever does it.
constexpr void apply(SyncKind kind, SyncState& state, ThreadId thread, std::int32_t operand = 1) {
  switch (kind) {
    case SyncKind::try_acquire:
    case SyncKind::acquire:
    case SyncKind::queue_put:
    case SyncKind::queue_get:
    case SyncKind::queue_use:
      if (state.value == 0) {
        state.value = 1;
        state.owner = thread;
      }
      break;
    case SyncKind::release:
    case SyncKind::queue_leave:
      state.value = 0;
      state.owner = kNoThread;
      break;
    case SyncKind::semaphore_acquire:
      --state.value;
      break;
    case SyncKind::semaphore_release:
      state.value += operand;
      break;
    case SyncKind::event_set:
      state.value = 1;
      break;
    case SyncKind::event_clear:
      state.value = 0;
      break;
    case SyncKind::none:
    case SyncKind::event_wait:
    case SyncKind::queue_look:
    case SyncKind::queue_join:
    case SyncKind::start:
    case SyncKind::join:
    case SyncKind::wake:
      break;
  }
}

}  // namespace frontrun::engine
