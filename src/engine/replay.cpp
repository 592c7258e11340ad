#include "engine/rerun.hpp"

namespace frontrun::engine {

Replay replay(Program& program, const Schedule& schedule, const Limits& limits, bool describe,
              const std::function<bool()>& interrupted) {
  Replay result;
  BeforeStep before_step;
  if (describe) {
    before_step = [&](std::span<const ThreadView>, ThreadId thread) { result.trace.push_back(program.describe(thread)); };
  }
  Run run;
  rerun(program, schedule, limits.max_steps, interrupted, before_step, run);
  if (run.failure != nullptr) result.failure = *run.failure;
  result.steps = std::move(run.steps);
  result.left = run.left;
  result.ending = run.ending;
  result.interrupted = run.interrupted;
  return result;
}

}  // namespace frontrun::engine
