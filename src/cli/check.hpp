// `frontrun check`: one scenario in this process, several each in a process of its own, so that their modules don't mix.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"

namespace frontrun::cli {

/// Throws UsageError where nothing can be begun or printed; what is wrong with a scenario is printed instead.
ExitCode check(const CheckOptions& options, Outputs outputs);

}  // namespace frontrun::cli
