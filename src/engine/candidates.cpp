#include "engine/candidates.hpp"

#include <vector>

#include "engine/atomic_blocks.hpp"

namespace frontrun::engine {

/// How long a candidate may become. Where no limit is given a bound is needed all the same: another schedule may let a
/// thread spin for ever.
std::uint64_t Candidates::longest() const {
  if (options_.limits.max_steps != 0 || !found_) return options_.limits.max_steps;
  return 4 * size_.operations + 1000;
}

Size Candidates::last_size() const {
  std::vector<bool> seen;
  std::uint64_t threads = 0;
  for (const ThreadId thread : run_.steps) {
    if (thread >= seen.size()) seen.resize(thread + 1);
    if (!seen[thread]) ++threads;
    seen[thread] = true;
  }
  return {run_.preemptions, run_.switches, threads, run_.steps.size()};
}

bool Candidates::cut_short() const { return run_.interrupted || program_.bounded() || run_.ending == Ending::step_limit; }

bool Candidates::run(const Schedule& schedule, const BeforeStep& before_step) {
  BlockWatch watch;
  const auto watched = [&](std::span<const ThreadView> threads, ThreadId thread) {
    watch.before_step(threads, thread);
    if (before_step) before_step(threads, thread);
  };
  rerun(program_, schedule, longest(), options_.interrupted, options_.atomic_blocks ? BeforeStep(watched) : before_step,
        run_);
  ++executions_;
  operations_ += run_.steps.size();
  interrupted_ = interrupted_ || run_.interrupted;
  if (run_.failure == nullptr || !run_.failure->same_as(failure_) || !watch.respected()) return false;
  if (!found_ || last_size() < size_) {
    found_ = true;
    size_ = last_size();
    best_ = to_schedule(run_.steps);
  }
  return true;
}

bool Candidates::improves(const Schedule& schedule) {
  const Size before = size_;
  run(schedule);
  return size_ < before;
}

Trace Candidates::trace_of_best() {
  Trace trace;
  const Schedule best = best_;
  run(best, [&](std::span<const ThreadView> threads, ThreadId thread) {
    if (trace.size() == 0) {
      trace.begin(threads);
    } else {
      trace.note_started(threads);
    }
    trace.append(thread, threads[thread].pending);
  });
  return trace;
}

bool Candidates::exhausted(std::uint64_t operations) {
  const Limits& limits = options_.limits;
  if (options_.interrupted && options_.interrupted()) interrupted_ = true;
  if (interrupted_ || operations_ >= operations) return true;
  if (limits.max_executions != 0 && executions_ >= limits.max_executions) return true;
  return limits.time_limit > 0 &&
         std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count() >= limits.time_limit;
}

}  // namespace frontrun::engine
