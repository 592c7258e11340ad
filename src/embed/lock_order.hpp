// Locks that threads take in opposite orders: a deadlock in waiting, even where no interleaving of the scenario comes to it
// (one thread is joined before the other starts, say).
//
// Noted over a whole exploration: which lock a thread waits for while it holds which others. A cycle among these is
// reported if its threads differ pairwise, and if no two of them hold a common lock, a gate, that keeps them apart.
// (Havelund: Using Runtime Analysis to Guide Model Checking of Java Programs, SPIN 2000; Bensalem, Havelund: Dynamic
// Deadlock Analysis of Multi-threaded Programs, HVC 2005.)
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "embed/held_locks.hpp"

namespace frontrun::embed {

class LockOrder {
 public:
  void begin_execution() { ++execution_; }

  /// A thread has taken a lock that it would have waited for without limit. `held`: by whatever thread, at that moment.
  void took(const HeldLock& lock, std::span<const HeldLock> held);
  /// A thread waits for this lock in a deadlock.
  void deadlocked(std::uint64_t location) { deadlocked_.insert(location); }

  /// Are there locks that are to be named? All of them are held.
  bool has_unnamed() const { return !unnamed_.empty(); }
  /// Names them, as reports do.
  void name(const std::function<std::string(PyObject*)>& name_of);

  /// What the user should know: of the cycles through the same places the first one; none whose locks have been seen in a
  /// deadlock, or among which there is a signal. `exhaustive`: every trace was explored.
  std::vector<std::string> warnings(bool exhaustive, const HeldLocks& locks,
                                    const std::function<std::string(engine::ThreadId)>& name_of) const;

 private:
  /// A lock that a thread waits for, at one place, while it holds others.
  struct Nested {
    std::uint64_t hash = 0;  ///< of the thread, the place and all the locks; of two with one hash the second is passed by
    HeldLock lock;
    std::vector<HeldLock> held;
    std::uint64_t execution = 0;  ///< the last one in which it was met; kept up where a thread has made one of the locks
  };
  /// Each holds what the one before it waits for, and the first what the last waits for.
  using Cycle = std::vector<const Nested*>;

  static const HeldLock* held_by(const Nested& holder, const Nested& waiting);
  static bool keeps_waiting(const Nested& holder, const Nested& waiting);
  void met(Nested& nested);
  void search(Cycle& path);
  void add(const Cycle& cycle);

  std::deque<Nested> nested_;
  std::vector<Cycle> cycles_;
  std::vector<const Nested*> unnamed_;
  std::map<std::uint64_t, std::string> names_;  // by location
  std::set<std::uint64_t> deadlocked_;          // locations
  std::uint64_t execution_ = 0;
};

}  // namespace frontrun::embed
