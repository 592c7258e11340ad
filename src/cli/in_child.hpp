// `frontrun replay` and `frontrun shrink` in a process of its own, which the scenario may end or keep from going on.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"

namespace frontrun::cli {

/// As replay(); a crash or a hang is a failure like others. Throws UsageError.
ExitCode replay_in_child(const ReplayOptions& options, Outputs outputs);

/// As shrink(), which crashes and hangs are not made for. Throws UsageError.
ExitCode shrink_in_child(const ShrinkOptions& options, Outputs outputs);

}  // namespace frontrun::cli
