#include "cli/replay.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "cli/recorded_run.hpp"
#include "cli/reopened.hpp"
#include "cli/report_text.hpp"
#include "cli/text.hpp"

namespace frontrun::cli {
namespace {

std::string not_reproduced(const Reopened& reopened, const RecordedRun& run, const std::string& scenario,
                           const Colour& colour) {
  const std::string what = run.left_at ? "the schedule fits the scenario no longer" : "the schedule ran, and nothing failed";
  std::string text = headline(colour.doubtful("NOT REPRODUCED"), what, scenario) + "\n";
  text += fmt::format("  recorded: {}\n", printable(reopened.counterexample.failure.message));
  if (run.left_at) text += fmt::format("  step {} asks for a thread that cannot go on\n", *run.left_at + 1);
  return text;
}

}  // namespace

ExitCode replay(const ReplayOptions& options, Outputs outputs) {
  const Colour colour{options.print.colour, outputs.human};
  const Reopened reopened = reopen(options.counterexample);
  const Counterexample& counterexample = reopened.counterexample;
  const std::string scenario = std::filesystem::proximate(counterexample.scenario).string();
  spdlog::debug("replaying {} segments of {}", counterexample.schedule.size(), scenario);
  RecordedRun run = embed::until_settled(
      [&] { return record(*reopened.program, counterexample.schedule, {.max_steps = counterexample.max_steps}); });
  const std::string difference = first_difference(counterexample, run);

  std::string text;
  ExitCode code = ExitCode::violation;
  if (!run.failure) {
    text = not_reproduced(reopened, run, scenario, colour);
    code = run.left_at ? ExitCode::usage : ExitCode::nothing_found;
  } else {
    const engine::Failure failure = *run.failure;
    const bool same = failure.same_as(counterexample.failure);
    const auto possible = run.possible_under_gil ? engine::Possible::yes : engine::Possible::unknown;
    text = report_text({.scenario = scenario,
                        .folder = counterexample.scenario.parent_path(),
                        .failure = failure,
                        .run = std::move(run),
                        .found = same ? "replayed: the same failure as recorded"
                                      : fmt::format("replayed: ANOTHER failure than recorded, which was: {}",
                                                    printable(counterexample.failure.message)),
                        .minimized = counterexample.minimized,
                        .counterexample = {},
                        .under_gil = same ? counterexample.under_gil : possible},
                       outputs.human.columns(), options.print.verbose, colour);
  }
  if (!difference.empty()) text += fmt::format("  first difference: {}\n", difference);
  for (const std::string& warning : reopened.warnings) text += colour.doubtful("  warning: ") + printable(warning) + "\n";
  outputs.human.write(text);
  return code;
}

}  // namespace frontrun::cli
