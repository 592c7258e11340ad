// `frontrun replay --step` and `--pdb`: a schedule on the terminal, a step at a time, or with the debugger at one of them.
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

/// Runs `schedule` once, with pdb before step number `step` in the function of the user's that its thread is in: "c" makes
/// all steps that are left, "n" stops again before the thread's next one, "q" ends. Throws engine::Interruption, and
/// UsageError where there is no such step, or no such function.
void debug_at(embed::PythonProgram& program, const engine::Schedule& schedule, std::uint64_t max_steps, std::uint64_t step);

}  // namespace frontrun::cli
