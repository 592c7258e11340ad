#include "cli/in_child.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>

#include "cli/counterexample.hpp"
#include "cli/crash.hpp"
#include "cli/problem.hpp"
#include "cli/reopened.hpp"
#include "cli/replay.hpp"
#include "cli/report_text.hpp"
#include "cli/shrink.hpp"
#include "cli/text.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

/// Runs a command; what it throws is printed.
ChildOutcome run_command(const embed::FlightRecorder& recorder, double watchdog, Outputs outputs,
                         const std::function<ExitCode()>& command) {
  return run_watched(recorder, watchdog, [&](int) {
    try {
      return command();
    } catch (const std::exception&) {
      const Problem problem = current_problem();
      write_all(outputs.diagnostics.descriptor(), problem_text(problem));
      return problem.code;
    }
  });
}

ExitCode say(const Problem& problem, Outputs outputs) {
  outputs.diagnostics.write(problem_text(problem));
  return problem.code;
}

bool of_a_process(engine::FailureKind kind) {
  return kind == engine::FailureKind::crash || kind == engine::FailureKind::hang;
}

std::string replayed_text(const Counterexample& counterexample, const Crash& crash, const ReplayOptions& options,
                          Outputs outputs) {
  const bool same = crash.failure.same_as(counterexample.failure);
  std::string text =
      report_text({.scenario = std::filesystem::proximate(counterexample.scenario).string(),
                   .folder = counterexample.scenario.parent_path(),
                   .failure = crash.failure,
                   .run = crash.run,
                   .stacks = crash.stacks,
                   .found = same ? "replayed: the same failure as recorded"
                                 : fmt::format("replayed: ANOTHER failure than recorded, which was: {}",
                                               printable(counterexample.failure.message)),
                   .minimized = counterexample.minimized,
                   .counterexample = {},
                   .under_gil = crash.run.possible_under_gil ? engine::Possible::yes : engine::Possible::unknown},
                  outputs.human.columns(), options.print.verbose, Colour{options.print.colour, outputs.human});
  if (const std::string difference = first_difference(counterexample, crash.run); !difference.empty())
    text += fmt::format("  first difference: {}\n", difference);
  return text;
}

}  // namespace

ExitCode replay_in_child(const ReplayOptions& options, Outputs outputs) {
  const Counterexample counterexample = load_counterexample(options.counterexample);
  const std::string scenario = std::filesystem::proximate(counterexample.scenario).string();
  embed::FlightRecorder recorder{counterexample.max_steps};
  const double watchdog = options.step || options.pdb ? 0 : options.watchdog;  // people may take their time
  const ChildOutcome child = run_command(recorder, watchdog, outputs, [&] { return replay(options, recorder, outputs); });
  if (child.finished) return static_cast<ExitCode>(child.status);
  const Problem interrupted{ExitCode::interrupted, "interrupted", {}};
  if (child.interrupted) return say(interrupted, outputs);
  if (const auto problem = ended_otherwise(child, recorder, scenario)) return say(*problem, outputs);

  const Crash crash =
      look_into(child, scenario_options(counterexample, recorder), recorder, counterexample.max_steps, options.watchdog);
  if (crash.interrupted) return say(interrupted, outputs);
  if (!crash.again) return say(not_again(crash, scenario), outputs);
  outputs.human.write(replayed_text(counterexample, crash, options, outputs));
  return ExitCode::violation;
}

ExitCode shrink_in_child(const ShrinkOptions& options, Outputs outputs) {
  const Counterexample counterexample = load_counterexample(options.counterexample);
  const std::string name = options.counterexample.string();
  if (of_a_process(counterexample.failure.kind)) {
    throw UsageError(fmt::format("{} cannot be made smaller: {}", name, printable(counterexample.failure.message)),
                     "only failures that leave the process as it is can be tried again and again");
  }
  embed::FlightRecorder recorder{counterexample.max_steps};
  const ChildOutcome child = run_command(recorder, kWatchdog, outputs, [&] { return shrink(options, recorder, outputs); });
  if (child.finished) return static_cast<ExitCode>(child.status);
  if (child.interrupted) return say({ExitCode::interrupted, "interrupted", {}}, outputs);
  if (const auto problem = ended_otherwise(child, recorder, counterexample.scenario.string())) return say(*problem, outputs);
  return say(
      {ExitCode::usage,
       fmt::format("{} cannot be made smaller: an execution that was tried has ended the process, or did not come back",
                   name),
       "frontrun check looks for that failure"},
      outputs);
}

}  // namespace frontrun::cli
