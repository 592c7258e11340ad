// `frontrun check`: every scenario in a process of its own, so that modules don't mix and no scenario can end the tool.
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
