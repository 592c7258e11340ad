// A schedule: who runs, for how many visible operations. What a counterexample stores and a replay follows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/sync_model.hpp"

namespace frontrun::engine {

struct Segment {
  ThreadId thread = 0;
  std::uint64_t operations = 0;
  bool operator==(const Segment&) const = default;
};

/// Neighbouring segments have different threads and none is empty. When a schedule is used up (or asks for a thread that
/// cannot step), the lowest enabled thread runs, to its end or until it blocks.
using Schedule = std::vector<Segment>;

/// The schedule of a sequence of steps.
Schedule to_schedule(std::span<const ThreadId> steps);

/// The steps of a schedule.
std::vector<ThreadId> to_steps(const Schedule& schedule);

}  // namespace frontrun::engine
