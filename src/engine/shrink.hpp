// Makes a failing schedule small: first as few preemptive switches as possible, then switches, then threads that take part,
// then operations.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

#include "engine/explore.hpp"

namespace frontrun::engine {

/// The order in which counterexamples are compared; smaller is better.
struct Size {
  std::uint64_t preemptions = 0;  ///< switches away from a thread that could have gone on
  std::uint64_t switches = 0;     ///< all switches, those at a thread's end or at a blocked operation included
  std::uint64_t threads = 0;      ///< those that step at all
  std::uint64_t operations = 0;
  auto operator<=>(const Size&) const = default;
};

struct ShrinkOptions {
  Limits limits;  ///< max_steps of one execution, max_executions of all candidates, time
  std::function<bool()> interrupted;
  bool atomic_blocks =
      false;  ///< keep only executions that switch between blocks (atomic_blocks.hpp); `schedule` has to be one
};

struct Shrunk {
  Schedule schedule;
  Size before;
  Size after;
  /// No execution with the same failure has fewer preemptions: all that have fewer were tried.
  bool fewest_preemptions = false;
  std::uint64_t executions = 0;
  bool interrupted = false;
};

/// Re-executes every candidate and keeps only those with the same failure (Failure::same_as). Deterministic; the result is
/// never larger than what was given. Precondition: `schedule` fails with `failure`.
Shrunk shrink(Program& program, const Schedule& schedule, const Failure& failure, const ShrinkOptions& options);

}  // namespace frontrun::engine
