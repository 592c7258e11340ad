// Equivalent executions with fewer switches.
#pragma once

#include <vector>

#include "engine/trace.hpp"

namespace frontrun::engine {

/// The steps of an execution equivalent to `trace`: `first` begins (if it can), and whoever runs goes on as long as nothing
/// else has to happen before its next event. Then comes the thread that can go furthest; of two, the lower.
std::vector<ThreadId> linearize(const Trace& trace, ThreadId first);

}  // namespace frontrun::engine
