// What a reader of a trace should look at: the steps that matter, and the writes that lose an update.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cli/recorded_run.hpp"

namespace frontrun::cli {

/// Which steps show how the threads got into each other's way: those that touch a location which several threads touch and
/// at least one writes, and the first and the last step of every thread's turn. One flag a step.
std::vector<bool> steps_that_matter(const RecordedRun& run);

/// Which steps lose an update, and whose: a write of a location that its thread has read, that another thread has written
/// since, and that this thread has not looked at again. One entry a step: the step of the write that is lost, if any.
std::vector<std::optional<std::size_t>> lost_updates(std::span<const Step> steps);

}  // namespace frontrun::cli
