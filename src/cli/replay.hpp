// `frontrun replay`: run the schedule of a counterexample once, and say whether the same failure happens.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "embed/flight_recorder.hpp"

namespace frontrun::cli {

/// In this process, telling `recorder` what happens. Returns violation if it fails (as recorded or otherwise; the report says which), nothing_found if it follows the whole
/// schedule and does not fail, usage if the schedule fits the scenario no longer. Throws UsageError.
ExitCode replay(const ReplayOptions& options, embed::FlightRecorder& recorder, Outputs outputs);

}  // namespace frontrun::cli
