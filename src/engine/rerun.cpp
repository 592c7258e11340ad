#include "engine/rerun.hpp"

#include "engine/ending.hpp"

namespace frontrun::engine {

namespace {

constexpr std::size_t kStepsBetweenChecks = 1024;  // of interruption

bool can_step(std::span<const ThreadView> threads, ThreadId thread) {
  return thread < threads.size() && threads[thread].enabled();
}

/// Which thread a schedule wants next.
class Follower {
 public:
  explicit Follower(const Schedule& schedule) : schedule_(schedule) {}

  /// The next step, at least one thread being enabled. Notes where a segment is given up.
  ThreadId next(std::span<const ThreadView> threads, Run& run) {
    for (; segment_ < schedule_.size(); ++segment_, taken_ = 0) {
      const Segment& segment = schedule_[segment_];
      if (taken_ == segment.operations) continue;
      if (can_step(threads, segment.thread)) {
        ++taken_;
        return segment.thread;
      }
      if (!run.left) run.left = run.steps.size();
    }
    if (!can_step(threads, rest_)) {
      rest_ = 0;
      while (!can_step(threads, rest_)) ++rest_;
    }
    return rest_;
  }

 private:
  const Schedule& schedule_;
  std::size_t segment_ = 0;
  std::uint64_t taken_ = 0;    ///< operations of the segment that are done
  ThreadId rest_ = kNoThread;  ///< who runs after the schedule
};

void run_schedule(Program& program, const Schedule& schedule, std::uint64_t max_steps,
                  const std::function<bool()>& interrupted, const BeforeStep& before_step, Run& run) {
  Follower follower(schedule);
  program.begin();
  while (true) {
    const std::span<const ThreadView> threads = program.threads();
    if (!any_enabled(threads)) {
      if (any_waited_for(threads) && program.advance_time()) continue;
      run.ending = final_ending(threads);
      break;
    }
    if (max_steps != 0 && run.steps.size() >= max_steps) {
      run.ending = Ending::step_limit;
      break;
    }
    if ((run.steps.size() + 1) % kStepsBetweenChecks == 0 && interrupted && interrupted()) {
      run.interrupted = true;
      run.ending = Ending::abandoned;
      break;
    }
    const ThreadId thread = follower.next(threads, run);
    if (!run.steps.empty() && run.steps.back() != thread) {
      ++run.switches;
      if (can_step(threads, run.steps.back())) ++run.preemptions;
    }
    if (before_step) before_step(threads, thread);
    run.steps.push_back(thread);
    program.step(thread);
  }
  run.failure = program.end(run.ending);
}

}  // namespace

void rerun(Program& program, const Schedule& schedule, std::uint64_t max_steps, const std::function<bool()>& interrupted,
           const BeforeStep& before_step, Run& run) {
  run.steps.clear();
  run.left.reset();
  run.switches = run.preemptions = 0;
  run.interrupted = false;
  try {
    run_schedule(program, schedule, max_steps, interrupted, before_step, run);
  } catch (const Interruption&) {
    run.interrupted = true;
    run.ending = Ending::abandoned;
    run.failure = nullptr;
  }
}

}  // namespace frontrun::engine
