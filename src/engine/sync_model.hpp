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
  start,  ///< starts a thread
  join,   ///< enabled when the thread has ended
};

/// The state of one object. `value`: a lock's 0 or 1 (held), a semaphore's value, an event's flag, 1 for a thread that
/// has ended. `owner`: who holds a lock.
struct SyncState {
  std::int64_t value = 0;
  ThreadId owner = kNoThread;
};

/// Can an operation of this kind be disabled at all?
constexpr bool blocking(SyncKind kind) {
  return kind == SyncKind::acquire || kind == SyncKind::semaphore_acquire || kind == SyncKind::event_wait || kind == SyncKind::join;
}

/// Is an operation of this kind enabled on an object in this state?
constexpr bool enabled(SyncKind kind, const SyncState& state) {
  switch (kind) {
    case SyncKind::acquire:
      return state.value == 0;
    case SyncKind::semaphore_acquire:
    case SyncKind::event_wait:
    case SyncKind::join:
      return state.value > 0;
    default:
      return true;
  }
}

/// Performs an (enabled) operation.
constexpr void apply(SyncKind kind, SyncState& state, ThreadId thread) {
  switch (kind) {
    case SyncKind::try_acquire:
    case SyncKind::acquire:
      if (state.value == 0) state = {1, thread};
      break;
    case SyncKind::release:
      state = {0, kNoThread};
      break;
    case SyncKind::semaphore_acquire:
      --state.value;
      break;
    case SyncKind::semaphore_release:
      ++state.value;
      break;
    case SyncKind::event_set:
      state.value = 1;
      break;
    case SyncKind::event_clear:
      state.value = 0;
      break;
    case SyncKind::none:
    case SyncKind::event_wait:
    case SyncKind::start:
    case SyncKind::join:
      break;
  }
}

}  // namespace frontrun::engine
