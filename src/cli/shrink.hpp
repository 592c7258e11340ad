// `frontrun shrink`: make a counterexample smaller, and write it back.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "embed/flight_recorder.hpp"

namespace frontrun::cli {

/// In this process, telling `recorder` what happens. Returns nothing_found when the counterexample, made as small as it gets, has been written; interrupted when Ctrl-C cut
/// that short (what was reached is written). Throws UsageError, also where the counterexample fails no longer.
ExitCode shrink(const ShrinkOptions& options, embed::FlightRecorder& recorder, Outputs outputs);

}  // namespace frontrun::cli
