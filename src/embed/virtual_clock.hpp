// Virtual time: what the clocks show while a scenario runs.
//
// Nobody waits, and the real clock is never read. Each thread has a time of its own, which is never before that of anything
// that happened before it: an operation comes a tick after its thread's last one and after every earlier operation that it
// depends on, and after a sleep or an expired deadline as much later as was waited for. So time is a function of what
// happens before what (Lamport: Time, Clocks, and the Ordering of Events, CACM 21(7), 1978): the same in all executions that
// differ in the order of independent operations only. Sleeping writes the location "clock" that looking at a clock reads,
// which is how one thread's sleep is seen by the others.
#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "engine/operation.hpp"

namespace frontrun::embed {

/// Nanoseconds since the execution began.
using Time = std::int64_t;

/// How long a visible operation takes: what `time.time()`, a double, and `datetime.now()` can just tell apart.
inline constexpr Time kTick = 1'000;
/// A century: nothing that a program computes with it overflows.
inline constexpr Time kEndOfTime = 3'155'760'000'000'000'000;

/// `duration` after `start`; both are not negative.
constexpr Time later(Time start, Time duration) { return start >= kEndOfTime - duration ? kEndOfTime : start + duration; }

/// A timeout in seconds, as Python has it.
inline Time to_time(double seconds) {
  return seconds >= static_cast<double>(kEndOfTime) / 1e9 ? kEndOfTime : static_cast<Time>(std::max(seconds, 0.0) * 1e9);
}

/// Notices a thread that does nothing but wait for a time to come, and has it come: `while time.monotonic() < end: ...`.
///
/// A look at the clock is idle if the thread has changed nothing since its last one. After a few of them time jumps at each:
/// by a millisecond first, then by twice as much every time, but never by more than an hour. After very many looks all count
/// as idle: a loop that counts its rounds ends, too.
class Polling {
 public:
  /// The thread has performed an operation that changes something; `in_vain` takes that back (a try-acquire that failed).
  void changed() {
    changed_before_ = changed_;
    changed_ = true;
  }
  void in_vain() { changed_ = changed_before_; }
  /// Has the thread looked at the clock yet? Until then all counts as changed, and nothing has to be said.
  bool begun() const { return looks_ != 0; }

  /// How far time jumps at the look that the thread takes now.
  Time look() {
    ++looks_;
    if (!changed_ || looks_ > kMany) ++idle_;
    changed_ = false;
    return idle_ <= kPatience ? 0 : kFirstJump << std::min(idle_ - kPatience - 1, kDoublings);
  }

 private:
  static constexpr std::uint32_t kMany = 1'000;
  static constexpr std::uint32_t kPatience = 8;
  static constexpr std::uint32_t kDoublings = 22;
  static constexpr Time kFirstJump = 1'000'000;

  std::uint32_t looks_ = 0;
  std::uint32_t idle_ = 0;
  bool changed_ = true;
  bool changed_before_ = true;
};

class VirtualClock {
 public:
  /// The location that looking at the clock reads and sleeping writes; above the numbers of all objects, below those of
  /// locks.
  static constexpr std::uint64_t kLocation = (1ULL << 60) - 1;

  /// Does anybody look at the clock? If not, operations take no time, and only deadlines are to be ordered.
  void begin_execution(bool is_looked_at) {
    tracks_ = is_looked_at;
    if (!cells_.empty()) cells_.clear();
    floor_ = latest_ = 0;
  }

  /// What time it is for a thread that performs an operation, before which it was `own` for it.
  Time after(const engine::Operation& performed, Time own) {
    const Time time = std::max(own, floor_);
    if (tracks_ || performed.barrier) return after_others(performed, time);
    note(time);
    return time;
  }

  /// The latest time of any thread: what setup() and the invariant go by.
  Time latest() const { return latest_; }
  void note(Time time) { latest_ = std::max(latest_, time); }

 private:
  struct Cell {
    Time written = 0;
    Time read = 0;
  };

  Time after_others(const engine::Operation& performed, Time time);

  std::unordered_map<std::uint64_t, Cell> cells_;  // of locations: when they were accessed last
  Time floor_ = 0;                                 // of the last expired deadline, which is ordered before all that follows
  Time latest_ = 0;
  bool tracks_ = false;
};

}  // namespace frontrun::embed
