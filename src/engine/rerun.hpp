// One execution under a schedule: what replaying and shrinking have in common.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "engine/explore.hpp"
#include "engine/schedule.hpp"

namespace frontrun::engine {

/// As a segment's number of operations: until the thread ends or blocks.
inline constexpr std::uint64_t kAsFarAsItGoes = std::numeric_limits<std::uint64_t>::max();

/// What happened. To be used again, as its vector keeps its memory.
struct Run {
  std::vector<ThreadId> steps;
  std::optional<std::size_t> left;  ///< as Replay::left
  std::uint64_t switches = 0;
  std::uint64_t preemptions = 0;  ///< switches away from a thread that could have gone on
  Ending ending = Ending::complete;
  bool interrupted = false;
  const Failure* failure = nullptr;  ///< the program's; valid until its next begin()
};

using BeforeStep = std::function<void(std::span<const ThreadView> threads, ThreadId thread)>;

/// Runs `schedule`, then the rest as Schedule says, and overwrites `run`. At most `max_steps` steps (0: no limit).
/// `interrupted` is asked in long executions; it and `before_step` may be empty.
void rerun(Program& program, const Schedule& schedule, std::uint64_t max_steps, const std::function<bool()>& interrupted,
           const BeforeStep& before_step, Run& run);

}  // namespace frontrun::engine
