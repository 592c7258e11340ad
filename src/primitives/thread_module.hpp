// Puts our types and functions in the place of `_thread`'s, before anything that uses them is imported.
#pragma once

namespace frontrun::primitives {

/// Replaces in `_thread`, and wherever else it has been imported by name: allocate_lock, LockType, RLock, get_ident,
/// get_native_id, start_new_thread, _set_sentinel, _excepthook; replaces `time.sleep` by one that does not wait in a
/// controlled thread; imports `threading` and `queue`, and replaces the methods of their classes (src/primitives/python).
/// Precondition: `threading` is not imported. False with a Python error set.
bool install();

/// Puts back what the last execution has done to the primitives that import has made, and `threading.excepthook`. Between
/// executions.
void restore();

}  // namespace frontrun::primitives
