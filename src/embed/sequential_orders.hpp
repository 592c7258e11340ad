// The executions in which threads run one after the other: what frontrun.serializable() compares all others with.
#pragma once

#include <string>
#include <vector>

#include "embed/runtime.hpp"

namespace frontrun::embed {

/// Factorials grow fast: 5 040 orders.
inline constexpr std::size_t kMostSequentialThreads = 7;

/// Runs the execution that has begun: the threads `order` one after the other, each to its end with all that it starts. What
/// setup() started runs whenever they wait. False: a thread waits for one that has not had its turn, or runs for ever.
bool run_in_order(Runtime& runtime, const std::vector<engine::ThreadId>& order);

}  // namespace frontrun::embed
