// One execution under a schedule, step by step, with what each step touched: what a report and a counterexample are made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/explore.hpp"

namespace frontrun::cli {

struct Step {
  engine::ThreadId thread = 0;
  engine::OperationText text;
  std::vector<engine::Access> accesses;  ///< of this execution: comparable among its steps
};

/// A thread that could not go on at the end, and what it was waiting before.
struct Stuck {
  engine::ThreadId thread = 0;
  std::vector<engine::Access> accesses;
};

struct RecordedRun {
  std::optional<engine::Failure> failure;
  std::vector<Step> steps;
  std::vector<Stuck> stuck;
  std::vector<std::string> threads;  ///< names, indexed by ThreadId
  std::optional<std::size_t>
      left_at;  ///< the first step (0-based) at which the schedule asked for a thread that could not step
  bool possible_under_gil = false;  ///< it switches only where CPython can under its GIL
};

/// Runs `schedule` once. Throws engine::Interruption, and what engine::replay throws.
RecordedRun record(engine::Program& program, const engine::Schedule& schedule, const engine::Limits& limits);

}  // namespace frontrun::cli
