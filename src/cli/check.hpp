// `frontrun check`: one scenario in this process, several each in a process of its own, so that their modules don't mix.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/json_lines.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"

namespace frontrun::cli {

/// Adds an object to `json` for each. Throws UsageError where nothing can be printed; what is wrong with a scenario is
/// printed.
ExitCode check(const CheckOptions& options, JsonLines& json, Outputs outputs);

}  // namespace frontrun::cli
