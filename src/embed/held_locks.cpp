#include "embed/held_locks.hpp"

#include <algorithm>

namespace frontrun::embed {

void HeldLocks::give(PyObject* lock, std::uint64_t location, engine::ThreadId thread) {
  const auto found = std::ranges::find(held_, lock, &HeldLock::lock);
  if (found == held_.end() || found->thread != thread) signals_.insert(location);
  if (found != held_.end()) held_.erase(found);
}

void HeldLocks::forget(PyObject* lock) {
  std::erase_if(held_, [lock](const HeldLock& held) { return held.lock == lock; });
}

const HeldLock* HeldLocks::find(PyObject* lock) const {
  const auto found = std::ranges::find(held_, lock, &HeldLock::lock);
  return found == held_.end() ? nullptr : &*found;
}

}  // namespace frontrun::embed
