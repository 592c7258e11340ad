#include "cli/reopened.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/digest.hpp"
#include "cli/file.hpp"
#include "cli/text.hpp"
#include "cli/trace_table.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

bool same_operation(const TraceStep& recorded, const Step& step) {
  const engine::OperationText& a = recorded.text;
  const engine::OperationText& b = step.text;
  return recorded.thread == step.thread && a.operation == b.operation && a.location == b.location && a.file == b.file &&
         a.function == b.function && (a.line == b.line || a.source == b.source);
}

std::string in_words(const std::string& thread, const engine::OperationText& text, const std::filesystem::path& folder) {
  const std::string place = text.line > 0 ? fmt::format(" at {}:{}", short_file_name(text.file, folder), text.line) : "";
  return printable(fmt::format("{}'s `{} {}`{}", thread, text.operation, text.location, place));
}

}  // namespace

std::string step_in_words(const Counterexample& counterexample, engine::ThreadId thread, const engine::OperationText& text) {
  const std::string name =
      thread < counterexample.threads.size() ? counterexample.threads[thread] : fmt::format("thread {}", thread);
  return in_words(name, text, counterexample.scenario.parent_path());
}

embed::ScenarioOptions scenario_options(const Counterexample& counterexample, embed::FlightRecorder& recorder) {
  return {.path = counterexample.scenario,
          .include = counterexample.include,
          .exclude = counterexample.exclude,
          .explore_timeouts = counterexample.timeouts == Timeouts::explore,
          .learned = counterexample.learned,
          .every_instruction = false,
          .recorder = &recorder};
}

Reopened reopen(const std::filesystem::path& path, embed::FlightRecorder& recorder) {
  Reopened result{.counterexample = load_counterexample(path), .scenario_sha256 = {}, .warnings = {}, .program = {}};
  const Counterexample& counterexample = result.counterexample;
  std::error_code ignored;
  if (!std::filesystem::exists(counterexample.scenario, ignored)) {
    throw UsageError(fmt::format("the scenario of {} is gone: {}", path.string(), counterexample.scenario.string()),
                     "put it back, or find the failure again with `frontrun check`");
  }
  result.scenario_sha256 = sha256(read_file(counterexample.scenario, "scenario"));
  if (result.scenario_sha256 != counterexample.sha256) {
    result.warnings.push_back(fmt::format("{} has changed since the counterexample was written",
                                          std::filesystem::proximate(counterexample.scenario).string()));
  }
  if (const std::string now = embed::python_version(); now != counterexample.python) {
    result.warnings.push_back(fmt::format("it was found with Python {}, this is Python {}", counterexample.python, now));
  }
  result.program = embed::load_scenario(scenario_options(counterexample, recorder));
  return result;
}

std::string first_difference(const Counterexample& counterexample, const RecordedRun& run) {
  const auto& recorded = counterexample.trace;
  const auto folder = counterexample.scenario.parent_path();
  const std::size_t common = std::min(recorded.size(), run.steps.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (same_operation(recorded[i], run.steps[i])) continue;
    return fmt::format("step {} was {}, now it is {}", i + 1,
                       in_words(counterexample.threads[recorded[i].thread], recorded[i].text, folder),
                       in_words(run.threads[run.steps[i].thread], run.steps[i].text, folder));
  }
  if (recorded.size() == run.steps.size()) return {};
  return fmt::format("the recorded run had {}, this one has {}", counted(recorded.size(), "step"),
                     counted(run.steps.size(), "step"));
}

}  // namespace frontrun::cli
