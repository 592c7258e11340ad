// `frontrun replay --step`: a schedule on the terminal, a step at a time.
#pragma once

#include <cstdint>
#include <filesystem>

#include "cli/output.hpp"
#include "embed/python_program.hpp"
#include "engine/schedule.hpp"

namespace frontrun::cli {

/// Runs `schedule` once. Before each step it shows what every thread does next, with its local variables, and reads a line
/// from standard input: an empty one makes the step, "c" all that are left, "q" ends. `folder`: the scenario's. Throws
/// engine::Interruption.
void step_through(embed::PythonProgram& program, const engine::Schedule& schedule, std::uint64_t max_steps,
                  const std::filesystem::path& folder, Output& output);

}  // namespace frontrun::cli
