// Which locks the threads of an execution hold, since where, and which they never gave back.
#pragma once

#include <Python.h>

#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "embed/place.hpp"
#include "engine/sync_model.hpp"

namespace frontrun::embed {

struct HeldLock {
  PyObject* lock = nullptr;    ///< borrowed; alive as long as it is held
  std::uint64_t location = 0;  ///< see engine::Access
  bool lasting = false;        ///< not made by a thread: the location means the same lock in every execution
  engine::ThreadId thread = engine::kNoThread;
  std::uint32_t site = 0;  ///< where it was taken; the same in every execution
  Spot since;              ///< the same, for reports
};

class HeldLocks {
 public:
  void begin_execution() { held_.clear(); }

  void take(const HeldLock& lock) { held_.push_back(lock); }
  /// `thread` releases a lock, which may be one that another thread took, or setup().
  void give(PyObject* lock, std::uint64_t location, engine::ThreadId thread);
  /// Nobody holds it any more, if anybody did: it is gone, or as new.
  void forget(PyObject* lock);

  std::span<const HeldLock> all() const { return held_; }
  /// Null: no thread of this execution holds it.
  const HeldLock* find(PyObject* lock) const;

  /// Has a thread released this lock that had not taken it? It is a signal then, and who has taken it owes nobody a release.
  bool is_signal(std::uint64_t location) const { return signals_.contains(location); }

  /// Of a lock that is still held at the end of an execution: is it the first time that it is, taken there?
  bool left_for_the_first_time(const HeldLock& lock) { return left_.emplace(lock.location, lock.site).second; }

 private:
  std::vector<HeldLock> held_;  // a few at most
  std::set<std::uint64_t> signals_;
  std::set<std::pair<std::uint64_t, std::uint32_t>> left_;  // locations and sites
};

}  // namespace frontrun::embed
