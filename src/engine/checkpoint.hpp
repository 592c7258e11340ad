// An exploration between two executions, as a value: who goes on from it ends with what the exploration itself would have
// ended with, and explores in the same order what it had not explored yet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/explore.hpp"
#include "engine/frontier.hpp"

namespace frontrun::engine {

/// The steps of the last execution, by which the program is recognised.
struct RecordedSteps {
  struct Step {
    ThreadId thread = kNoThread;
    std::uint32_t site = 0;  ///< among `sites`
    std::uint32_t accesses = 0;
    SyncKind sync = SyncKind::none;
    Footprint footprint{};  ///< of a few accesses; of many it is unknown

    bool operator==(const Step&) const = default;
  };
  std::vector<std::string> sites;  ///< as Program::site_text() has them: their numbers are those of one process
  std::vector<Step> steps;
  bool ended = false;  ///< no thread could step after them; else the execution was cut short there

  bool operator==(const RecordedSteps&) const = default;
};

struct Checkpoint {
  Frontier frontier;
  Statistics statistics;
  std::vector<FoundFailure> failures;
  std::vector<LimitHit> limits_hit;   ///< those that have left something out for good: steps, early_timeouts
  std::vector<std::uint64_t> traces;  ///< the hashes of those met (Trace::hash())
  RecordedSteps last;
  /// The user interrupted when the strategy had left the last execution behind, but the program had not yet judged it.
  bool unjudged = false;
};

}  // namespace frontrun::engine
