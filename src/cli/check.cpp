#include "cli/check.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "cli/check_scenario.hpp"
#include "cli/checkpoint.hpp"
#include "cli/counterexample.hpp"
#include "cli/crash.hpp"
#include "cli/digest.hpp"
#include "cli/file.hpp"
#include "cli/problem.hpp"
#include "cli/report_text.hpp"
#include "cli/text.hpp"
#include "cli/version.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

namespace fs = std::filesystem;

/// Where each scenario's counterexample goes: named after it, in the current folder, numbered where two would be the same.
std::vector<fs::path> counterexample_paths(const CheckOptions& options) {
  if (options.counterexample) return {*options.counterexample};
  std::vector<fs::path> paths;
  std::set<std::string> taken;
  for (const fs::path& scenario : options.scenarios) {
    const std::string stem = scenario.stem().string();
    std::string name = stem;
    for (int number = 2; !taken.insert(name).second; ++number) name = fmt::format("{}-{}", stem, number);
    paths.emplace_back(name + ".cex.json");
  }
  return paths;
}

CheckResult result_of(const CheckOptions& options, const fs::path& scenario) {
  CheckResult result;
  result.scenario = scenario.string();
  result.search = options.search;
  result.switch_points = options.switch_points;
  result.timeouts = options.timeouts;
  return result;
}

CheckResult result_of(const CheckOptions& options, const fs::path& scenario, const Problem& problem, Outputs outputs) {
  outputs.diagnostics.write(problem_text(problem));
  CheckResult result = result_of(options, scenario);
  result.error = problem.text;
  result.interrupted = problem.code == ExitCode::interrupted;
  result.exit_code = problem.code;
  return result;
}

void save(const Crash& crash, engine::Possible under_gil, const CheckOptions& options, const fs::path& scenario,
          const fs::path& path) {
  Counterexample counterexample{.frontrun = kVersion,
                                .python = embed::python_version(),
                                .scenario = fs::absolute(scenario).lexically_normal(),
                                .sha256 = sha256(read_file(scenario, "scenario")),
                                .include = options.include,
                                .exclude = options.exclude,
                                .learned = crash.learned,
                                .timeouts = options.timeouts,
                                .max_steps = options.limits.max_steps,
                                .failure = crash.failure,
                                .under_gil = under_gil,
                                .strategy = std::string(name(options.search)),
                                .switch_points = options.switch_points,
                                .seed = options.search.seed,
                                .executions = crash.execution,
                                .distinct = 0,
                                .execution = crash.execution,
                                .threads = crash.run.threads,
                                .schedule = crash.schedule,
                                .trace = {},
                                .minimized = {}};
  for (const Step& step : crash.run.steps) counterexample.trace.push_back({step.thread, step.text});
  save_counterexample(counterexample, path);
}

/// An execution took its process with it.
CheckResult result_of(const CheckOptions& options, const fs::path& scenario, const fs::path& path, const Crash& crash,
                      Outputs outputs) {
  CheckResult result = result_of(options, scenario);
  result.statistics.executions = crash.execution;
  const auto under_gil = crash.again && crash.run.possible_under_gil ? engine::Possible::yes : engine::Possible::unknown;
  FailureSummary summary{.kind = crash.failure.kind,
                         .message = crash.failure.message,
                         .count = 1,
                         .execution = crash.execution,
                         .counterexample = std::nullopt,
                         .under_gil = under_gil};
  try {
    save(crash, under_gil, options, scenario, path);
    summary.counterexample = path.string();
  } catch (const UsageError&) {
    const Problem problem = current_problem();
    outputs.diagnostics.write(problem_text(problem));
    result.error = problem.text;
  }
  result.failures.push_back(summary);
  if (!crash.again) {
    Problem problem = not_again(crash, scenario.string());
    if (summary.counterexample) problem.text += fmt::format("; it is in {}", path.string());
    outputs.diagnostics.write(problem_text(problem));
    result.error = problem.text;
    result.exit_code = problem.code;
    return result;
  }
  result.verdict = Verdict::violation;
  result.exit_code = result.error.empty() ? ExitCode::violation : ExitCode::usage;
  if (options.keep_going) result.warnings.emplace_back("the exploration has ended here, whatever --keep-going says");
  const Colour colour{options.print.colour, outputs.human};
  std::string text = report_text(
      {.scenario = scenario.string(),
       .folder = fs::absolute(scenario).lexically_normal().parent_path(),
       .failure = crash.failure,
       .run = crash.run,
       .stacks = crash.stacks,
       .found = crash.explored
                    ? std::string("found while another failure was looked into")
                    : fmt::format(
                          "found in execution {}{}", grouped(crash.execution),
                          is_random(options.search) ? fmt::format(" by {}", describe(options.search, crash.execution)) : ""),
       .minimized = {},
       .counterexample = summary.counterexample.value_or(""),
       .under_gil = under_gil},
      outputs.human.columns(), options.print.verbose, colour);
  for (const std::string& warning : result.warnings) text += colour.doubtful("  warning: ") + printable(warning) + "\n";
  outputs.human.write(text);
  return result;
}

/// A child that ended without a result.
CheckResult result_of(const CheckOptions& options, const fs::path& scenario, const fs::path& path, const SavedCheck* from,
                      embed::FlightRecorder& recorder, const ChildOutcome& child, Outputs outputs) {
  if (outputs.diagnostics.terminal()) outputs.diagnostics.write("\r\x1b[K");  // the progress that it had shown
  const Problem interrupted{ExitCode::interrupted, "interrupted", {}};
  if (child.interrupted) return result_of(options, scenario, interrupted, outputs);
  if (const auto problem = ended_otherwise(child, recorder, scenario.string()))
    return result_of(options, scenario, *problem, outputs);
  const Crash crash = look_into(child, scenario_options(options, scenario, from, recorder), recorder,
                                options.limits.max_steps, options.watchdog);
  if (crash.interrupted) return result_of(options, scenario, interrupted, outputs);
  return result_of(options, scenario, path, crash, outputs);
}

/// What a check of one scenario leaves to its parent.
struct Checked {
  ExitCode code = ExitCode::internal_error;
  std::string json;
  bool interrupted = false;
};

Checked check_in_child(const CheckOptions& options, const fs::path& scenario, const fs::path& path, const SavedCheck* from,
                       Outputs outputs) {
  embed::FlightRecorder recorder{options.limits.max_steps};
  const ChildOutcome child = run_watched(recorder, options.watchdog, [&](int descriptor) {
    CheckResult result;
    try {
      result = check_scenario(options, scenario, path, from, recorder, outputs);
    } catch (const std::exception&) {  // printing failed
      result = result_of(options, scenario);
      const Problem problem = current_problem();
      write_all(outputs.diagnostics.descriptor(), problem_text(problem));
      result.error = problem.text;
      result.exit_code = problem.code;
    }
    write_all(descriptor, verdict_json(result));
    return result.exit_code;
  });
  if (child.finished) return {static_cast<ExitCode>(child.status), child.text, child.interrupted};
  const CheckResult result = result_of(options, scenario, path, from, recorder, child, outputs);
  return {result.exit_code, verdict_json(result), child.interrupted};
}

ExitCode check_all(const CheckOptions& options, const SavedCheck* from, JsonLines& json, Outputs outputs) {
  const std::vector<fs::path> paths = counterexample_paths(options);
  std::vector<ExitCode> codes;
  for (std::size_t i = 0; i < options.scenarios.size(); ++i) {
    const Checked checked = check_in_child(options, options.scenarios[i], paths[i], from, outputs);
    json.add(checked.json);
    codes.push_back(checked.code);
    if (checked.interrupted && i + 1 < options.scenarios.size()) codes.push_back(ExitCode::interrupted);
    if (codes.back() == ExitCode::interrupted) break;
  }
  return worst(codes);
}

}  // namespace

ExitCode check(const CheckOptions& options, JsonLines& json, Outputs outputs) {
  if (!options.resume) return check_all(options, nullptr, json, outputs);
  const SavedCheck from = load_checkpoint(*options.resume);
  return check_all(resumed(options, from), &from, json, outputs);
}

}  // namespace frontrun::cli
