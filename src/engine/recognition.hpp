// Is this the program that a checkpoint was made with, doing what it did then?
#pragma once

#include <memory>

#include "engine/checkpoint.hpp"
#include "engine/strategy.hpp"

namespace frontrun::engine {

/// One step of the record. `site` is its number there.
RecordedSteps::Step recorded_step(ThreadId thread, std::uint32_t site, const Operation& operation);

/// Takes the recorded steps in one execution, and abandons it after them. choose() throws Divergence where the program does
/// something else. Both are borrowed.
std::unique_ptr<Strategy> make_recognition(const Program& program, const RecordedSteps& recorded);

}  // namespace frontrun::engine
