#include <algorithm>

#include "engine/explore.hpp"

namespace frontrun::engine {

namespace {

constexpr std::size_t kStepsBetweenChecks = 1024;

/// Which thread a schedule wants next.
class Follower {
 public:
  explicit Follower(const Schedule& schedule) : schedule_(schedule) {}

  /// The next step, at least one thread being enabled. `left`: set to `step` the first time that a segment is given up.
  ThreadId next(std::span<const ThreadView> threads, std::size_t step, std::optional<std::size_t>& left) {
    while (segment_ < schedule_.size()) {
      const Segment& segment = schedule_[segment_];
      if (taken_ < segment.operations) {
        if (can_step(threads, segment.thread)) {
          ++taken_;
          return last_ = segment.thread;
        }
        if (!left) left = step;
      }
      ++segment_;
      taken_ = 0;
    }
    if (!following_rest_ || !can_step(threads, last_)) {
      last_ = 0;
      while (!can_step(threads, last_)) ++last_;
      following_rest_ = true;
    }
    return last_;
  }

 private:
  static bool can_step(std::span<const ThreadView> threads, ThreadId thread) {
    return thread < threads.size() && threads[thread].enabled();
  }

  const Schedule& schedule_;
  std::size_t segment_ = 0;
  std::uint64_t taken_ = 0;  ///< operations of the segment that are done
  bool following_rest_ = false;
  ThreadId last_ = 0;
};

}  // namespace

Replay replay(Program& program, const Schedule& schedule, const Limits& limits, bool describe,
              const std::function<bool()>& interrupted) {
  Replay result;
  Follower follower(schedule);
  program.begin();
  while (true) {
    const std::span<const ThreadView> threads = program.threads();
    if (std::none_of(threads.begin(), threads.end(), [](const ThreadView& thread) { return thread.enabled(); })) {
      if (program.advance_time()) continue;
      const bool live = std::any_of(threads.begin(), threads.end(),
                                    [](const ThreadView& thread) { return thread.status == ThreadStatus::live; });
      result.ending = live ? Ending::deadlock : Ending::complete;
      break;
    }
    if (limits.max_steps != 0 && result.steps.size() >= limits.max_steps) {
      result.ending = Ending::step_limit;
      break;
    }
    if ((result.steps.size() + 1) % kStepsBetweenChecks == 0 && interrupted && interrupted()) {
      result.interrupted = true;
      result.ending = Ending::abandoned;
      break;
    }
    const ThreadId thread = follower.next(threads, result.steps.size(), result.left);
    if (describe) result.trace.push_back(program.describe(thread));
    result.steps.push_back(thread);
    program.step(thread);
  }
  if (const Failure* failure = program.end(result.ending)) result.failure = *failure;
  return result;
}

}  // namespace frontrun::engine
