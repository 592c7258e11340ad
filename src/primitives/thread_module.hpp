// Puts our types and functions in the place of `_thread`'s, before anything that uses them is imported.
#pragma once

namespace frontrun::primitives {

/// Replaces in `_thread`: allocate_lock, LockType, RLock, get_ident, start_new_thread, _set_sentinel, _excepthook; takes
/// `_queue.SimpleQueue` away, so that `queue` uses its own in Python, on our locks; replaces `time.sleep` by one that
/// does not wait in a controlled thread. Precondition: `threading` is not imported. False with a Python error set.
bool install();

}  // namespace frontrun::primitives
