#include "engine/schedule.hpp"

namespace frontrun::engine {

Schedule to_schedule(std::span<const ThreadId> steps) {
  Schedule schedule;
  for (const ThreadId thread : steps) {
    if (schedule.empty() || schedule.back().thread != thread) schedule.push_back({thread, 0});
    ++schedule.back().operations;
  }
  return schedule;
}

std::vector<ThreadId> to_steps(const Schedule& schedule) {
  std::vector<ThreadId> steps;
  for (const Segment& segment : schedule) steps.insert(steps.end(), segment.operations, segment.thread);
  return steps;
}

}  // namespace frontrun::engine
