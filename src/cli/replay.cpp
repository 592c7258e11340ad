#include "cli/replay.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/fit.hpp"
#include "cli/recorded_run.hpp"
#include "cli/reopened.hpp"
#include "cli/report_text.hpp"
#include "cli/stepping.hpp"
#include "cli/text.hpp"

namespace frontrun::cli {
namespace {

using engine::Failure;

/// What came of the schedule, fitted to the scenario as it is now if need be.
struct Replayed {
  RecordedRun run;
  std::optional<Fit> fit;  ///< the recording was fitted to an edited scenario
};

Replayed replay_once(const Reopened& reopened) {
  const Counterexample& counterexample = reopened.counterexample;
  const auto recorded = [&](const engine::Schedule& schedule) {
    return embed::until_settled(
        [&] { return record(*reopened.program, schedule, {.max_steps = counterexample.max_steps}); });
  };
  const auto fails_alike = [&](const RecordedRun& run) {
    return run.failure && same_but_for_lines(*run.failure, counterexample.failure);
  };
  Replayed result{.run = recorded(counterexample.schedule), .fit = std::nullopt};
  if (fails_alike(result.run)) return result;
  Fit found = embed::until_settled([&] { return fit(*reopened.program, counterexample); });
  if (found.changes.empty() && !found.lost) return result;
  RecordedRun fitted = recorded(found.schedule);
  if (!fails_alike(fitted) && result.run.failure) return result;  // failing otherwise says more than not failing
  return {.run = std::move(fitted), .fit = std::move(found)};
}

bool fits(const Replayed& replayed) { return replayed.fit ? !replayed.fit->lost : !replayed.run.left_at; }

std::string not_reproduced(const Reopened& reopened, const Replayed& replayed, const std::string& scenario,
                           const Colour& colour) {
  const Counterexample& counterexample = reopened.counterexample;
  const std::string what =
      fits(replayed) ? "the schedule ran, and nothing failed" : "the schedule fits the scenario no longer";
  std::string text = headline(colour.doubtful("NOT REPRODUCED"), what, scenario) + "\n";
  text += fmt::format("  recorded: {}\n", printable(counterexample.failure.message));
  if (replayed.fit && replayed.fit->lost) {
    const Fit::Lost& lost = *replayed.fit->lost;
    const TraceStep& step = counterexample.trace[lost.step];
    text += fmt::format("  step {} {}: {}\n", lost.step + 1,
                        lost.blocked ? "asks for a thread that cannot go on" : "does not come any more",
                        step_in_words(counterexample, step.thread, step.text));
  } else if (replayed.run.left_at && !replayed.fit) {
    text += fmt::format("  step {} asks for a thread that cannot go on\n", *replayed.run.left_at + 1);
  }
  return text;
}

/// How many of `times` more runs fail like the one before, or do not fail either.
std::uint64_t repeat(const Reopened& reopened, const engine::Schedule& schedule, const std::optional<Failure>& before,
                     std::uint64_t times) {
  std::uint64_t alike = 0;
  for (std::uint64_t i = 0; i < times; ++i) {
    const engine::Replay again = engine::replay(*reopened.program, schedule,
                                                {.max_steps = reopened.counterexample.max_steps}, false, embed::interrupted);
    if (again.interrupted || embed::interrupted()) throw engine::Interruption();
    if (before ? again.failure && again.failure->same_as(*before) : !again.failure) ++alike;
  }
  return alike;
}

}  // namespace

ExitCode replay(const ReplayOptions& options, embed::FlightRecorder& recorder, Outputs outputs) {
  const Colour colour{options.print.colour, outputs.human};
  const Reopened reopened = reopen(options.counterexample, recorder);
  const Counterexample& counterexample = reopened.counterexample;
  const std::string scenario = std::filesystem::proximate(counterexample.scenario).string();
  spdlog::debug("replaying {} segments of {}", counterexample.schedule.size(), scenario);
  Replayed replayed = replay_once(reopened);
  const std::string difference = replayed.fit ? "" : first_difference(counterexample, replayed.run);
  const std::vector<std::string> moved = moved_lines(counterexample, replayed.run);
  const engine::Schedule& schedule = replayed.fit ? replayed.fit->schedule : counterexample.schedule;
  if (options.step) {
    step_through(*reopened.program, schedule, counterexample.max_steps, counterexample.scenario.parent_path(),
                 outputs.human);
  }
  if (options.pdb) debug_at(*reopened.program, schedule, counterexample.max_steps, *options.pdb);
  const std::uint64_t alike = repeat(reopened, schedule, replayed.run.failure, options.times - 1) + 1;

  std::string text;
  ExitCode code = ExitCode::violation;
  if (!replayed.run.failure) {
    text = not_reproduced(reopened, replayed, scenario, colour);
    code = fits(replayed) ? ExitCode::nothing_found : ExitCode::usage;
  } else {
    const Failure failure = *replayed.run.failure;
    const bool same = same_but_for_lines(failure, counterexample.failure);
    const auto possible = replayed.run.possible_under_gil ? engine::Possible::yes : engine::Possible::unknown;
    std::optional<Minimized> minimized;
    if (difference.empty() && !replayed.fit) minimized = counterexample.minimized;
    if (minimized) {  // what was true of all schedules need not be, of the code as it is now
      minimized->fewest_preemptions = false;
      minimized->inevitable_after.reset();
    }
    text = report_text({.scenario = scenario,
                        .folder = counterexample.scenario.parent_path(),
                        .failure = failure,
                        .run = std::move(replayed.run),
                        .found = same ? "replayed: the same failure as recorded"
                                      : fmt::format("replayed: ANOTHER failure than recorded, which was: {}",
                                                    printable(counterexample.failure.message)),
                        .minimized = minimized,
                        .counterexample = {},
                        .under_gil = same ? counterexample.under_gil : possible},
                       outputs.human.columns(), options.print.verbose, colour);
  }
  if (options.times > 1) text += fmt::format("  replayed {} times: alike in {}\n", grouped(options.times), grouped(alike));
  if (alike < options.times) code = ExitCode::not_deterministic;
  if (!difference.empty()) text += fmt::format("  first difference: {}\n", difference);
  if (replayed.fit) {
    for (const std::string& change : replayed.fit->changes) text += fmt::format("  edited: {}\n", change);
  } else if (difference.empty() && !moved.empty()) {
    text += fmt::format("  moved: {}\n", fmt::join(moved, ", "));
  }
  for (const std::string& warning : reopened.warnings) text += colour.doubtful("  warning: ") + printable(warning) + "\n";
  outputs.human.write(text);
  return code;
}

}  // namespace frontrun::cli
