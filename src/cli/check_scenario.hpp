// One scenario: explore, and for every failure found shrink, record, write the counterexample, report.
#pragma once

#include <filesystem>

#include "cli/checkpoint.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/verdict.hpp"
#include "embed/flight_recorder.hpp"
#include "embed/python_program.hpp"

namespace frontrun::cli {

/// How a check looks at its scenario. `from` (or null): what it goes on from.
embed::ScenarioOptions scenario_options(const CheckOptions& options, const std::filesystem::path& scenario,
                                        const SavedCheck* from, embed::FlightRecorder& recorder);

/// Checks it in this process, telling `recorder` what happens, and prints its verdict and reports. Whatever goes wrong is
/// printed and becomes part of the result, so that --json has an object for every scenario; only a failure to print is
/// thrown. `counterexample` is where that of the first failure goes; further ones (keep_going) are numbered. `from` (or
/// null): what to go on from.
CheckResult check_scenario(const CheckOptions& options, const std::filesystem::path& scenario,
                           const std::filesystem::path& counterexample, const SavedCheck* from,
                           embed::FlightRecorder& recorder, Outputs outputs);

}  // namespace frontrun::cli
