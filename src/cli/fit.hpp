// A counterexample against a scenario that has been edited since: its schedule is in visible operations with their places in
// the source, so it still says what each thread has to do, wherever that stands now.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/counterexample.hpp"
#include "cli/recorded_run.hpp"
#include "engine/program.hpp"
#include "engine/schedule.hpp"

namespace frontrun::cli {

struct Fit {
  engine::Schedule schedule;
  std::vector<std::string> changes;  ///< recorded steps that are gone, and operations that are new, in words
  struct Lost {
    std::size_t step = 0;  ///< of the recorded ones, 0-based
    bool blocked = false;  ///< its thread cannot go on; else it does not come to it
  };
  std::optional<Lost> lost;  ///< from here on the recording does not fit; the schedule ends there
};

/// Runs the scenario once along the recording, looking for each recorded step in what its thread does now: the same
/// operation on the same location in the same function and source line, whichever number the line has. A line whose text
/// stands in the file no longer may have become another one. Throws what the program throws.
Fit fit(engine::Program& program, const Counterexample& counterexample);

/// Are both the same failure, wherever in a file it happens?
bool same_but_for_lines(const engine::Failure& a, const engine::Failure& b);

/// The lines of a run whose text is as recorded, but not their number: "bank.py:9 is line 12 now". A run with the same
/// steps.
std::vector<std::string> moved_lines(const Counterexample& counterexample, const RecordedRun& run);

}  // namespace frontrun::cli
