#include "cli/shrink.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "cli/recorded_run.hpp"
#include "cli/reopened.hpp"
#include "cli/report_text.hpp"
#include "cli/text.hpp"
#include "cli/version.hpp"
#include "embed/usage_error.hpp"
#include "engine/inevitable.hpp"
#include "engine/schedule.hpp"
#include "engine/shrink.hpp"

namespace frontrun::cli {
namespace {

/// Runs the schedule, which must fail as it did.
RecordedRun reproduce(const Reopened& reopened, const engine::Schedule& schedule, const std::string& name) {
  RecordedRun run = embed::until_settled(
      [&] { return record(*reopened.program, schedule, {.max_steps = reopened.counterexample.max_steps}); });
  if (!run.failure || !run.failure->same_as(reopened.counterexample.failure)) {
    throw UsageError(fmt::format("{} does not fail as recorded any more", name),
                     fmt::format("frontrun replay {} says what differs", name));
  }
  return run;
}

std::string in_words(const engine::Size& size) {
  return fmt::format("{}, {}, {}", counted(size.preemptions, "preemption"), counted(size.switches, "switch", "switches"),
                     counted(size.operations, "operation"));
}

}  // namespace

ExitCode shrink(const ShrinkOptions& options, embed::FlightRecorder& recorder, Outputs outputs) {
  const Colour colour{options.print.colour, outputs.human};
  const std::string name = options.counterexample.string();
  const std::filesystem::path target = options.output.value_or(options.counterexample);
  Reopened reopened = reopen(options.counterexample, recorder);
  Counterexample& counterexample = reopened.counterexample;
  reproduce(reopened, counterexample.schedule, name);

  const engine::Shrunk shrunk = embed::until_settled([&] {
    return engine::shrink(*reopened.program, counterexample.schedule, counterexample.failure,
                          {.limits = {.max_steps = counterexample.max_steps},
                           .interrupted = embed::interrupted,
                           .atomic_blocks = counterexample.switch_points == SwitchPoints::gil});
  });
  Minimized minimized{.size = shrunk.after,
                      .from = counterexample.minimized ? counterexample.minimized->from : shrunk.before,
                      .fewest_preemptions = shrunk.fewest_preemptions,
                      .inevitable_after = std::nullopt};
  if (shrunk.interrupted) {
    embed::go_on_after_interrupt();
  } else {
    minimized.inevitable_after = embed::until_settled([&] {
      return engine::inevitable_after(*reopened.program, engine::to_steps(shrunk.schedule),
                                      {.max_steps = counterexample.max_steps,
                                       .interrupted = embed::interrupted,
                                       .atomic_blocks = counterexample.switch_points == SwitchPoints::gil});
    });
  }
  spdlog::debug("shrunk in {} executions", shrunk.executions);

  RecordedRun run = reproduce(reopened, shrunk.schedule, name);
  counterexample.frontrun = kVersion;
  counterexample.python = embed::python_version();
  counterexample.sha256 = reopened.scenario_sha256;
  counterexample.failure = *run.failure;
  counterexample.threads = run.threads;
  counterexample.schedule = shrunk.schedule;
  counterexample.trace.clear();
  for (const Step& step : run.steps) counterexample.trace.push_back({step.thread, step.text});
  counterexample.minimized = minimized;
  save_counterexample(counterexample, target);

  std::string text = report_text({.scenario = std::filesystem::proximate(counterexample.scenario).string(),
                                  .folder = counterexample.scenario.parent_path(),
                                  .failure = counterexample.failure,
                                  .run = std::move(run),
                                  .found = fmt::format("shrunk from {}", in_words(shrunk.before)),
                                  .minimized = minimized,
                                  .counterexample = target.string(),
                                  .under_gil = counterexample.under_gil},
                                 outputs.human.columns(), options.print.verbose, colour);
  for (const std::string& warning : reopened.warnings) text += colour.doubtful("  warning: ") + printable(warning) + "\n";
  outputs.human.write(text);
  return shrunk.interrupted ? ExitCode::interrupted : ExitCode::nothing_found;
}

}  // namespace frontrun::cli
