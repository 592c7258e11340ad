#include "cli/check_scenario.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cli/counterexample.hpp"
#include "cli/digest.hpp"
#include "cli/divergence_text.hpp"
#include "cli/file.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/recorded_run.hpp"
#include "cli/report_text.hpp"
#include "cli/text.hpp"
#include "cli/version.hpp"
#include "embed/python_program.hpp"
#include "embed/usage_error.hpp"
#include "engine/inevitable.hpp"
#include "engine/schedule.hpp"
#include "engine/shrink.hpp"

namespace frontrun::cli {
namespace {

namespace fs = std::filesystem;

/// How much work a shrink of its own accord may be, in operations re-executed. Not in seconds: the same violation gives the
/// same counterexample on every machine.
constexpr std::uint64_t kShrinkBudget = 2'000'000;
constexpr std::uint64_t kLeastShrinkExecutions = 200;
constexpr std::uint64_t kRepetitionsInDoubt = 20;
/// How far to look for an execution that fails in the same way and is possible under the GIL, in operations.
constexpr std::uint64_t kRealismBudget = 1'000'000;

/// "bank.cex.json", 2 -> "bank.2.cex.json".
fs::path numbered(const fs::path& path, std::size_t number) {
  const std::string suffix = ".cex.json";
  const std::string name = path.filename().string();
  const std::size_t at = name.ends_with(suffix) ? name.size() - suffix.size() : path.stem().string().size();
  return path.parent_path() / fmt::format("{}.{}{}", name.substr(0, at), number, name.substr(at));
}

std::uint64_t operations(const engine::Schedule& schedule) {
  std::uint64_t total = 0;
  for (const engine::Segment& segment : schedule) total += segment.operations;
  return total;
}

/// One check, from loading to the last report.
class Check {
 public:
  Check(const CheckOptions& options, const fs::path& scenario, const SavedCheck* from, embed::FlightRecorder& recorder,
        Outputs outputs)
      : options_(options),
        from_(from),
        scenario_(scenario),
        outputs_(outputs),
        colour_(options.print.colour, outputs.human),
        sha256_(sha256(read_file(scenario, "scenario"))),
        modules_(from != nullptr ? from->modules : std::map<fs::path, std::string>()),
        recorder_(recorder),
        program_(embed::load_scenario(scenario_options(options, scenario, from, recorder))) {
    if (from_ == nullptr) return;
    for (const auto& [file, digest] : modules()) {
      if (from_->modules.contains(file)) continue;
      throw UsageError(fmt::format("cannot resume: {} is imported, and was not before", fs::proximate(file).string()),
                       "is PYTHONPATH what it was?");
    }
  }

  /// `divergences`: how often it has turned out not to be deterministic so far. If that was no cache that has been filled by
  /// now, it is not to look deterministic by chance.
  void explore(CheckResult& result, int divergences) {
    // What has been learned meanwhile makes operations visible that the checkpoint knows nothing of: all begins anew.
    const bool resumes = from_ != nullptr && program_->learned().empty();
    const std::unique_ptr<engine::Strategy> strategy =
        resumes ? engine::make_dpor(from_->exploration.frontier) : make_strategy(options_.search);
    const std::string name = scenario_.string();
    Progress progress{outputs_.diagnostics, options_.progress, name, *strategy};
    CheckpointTimer timer{options_.checkpoint_interval};
    saved_ = false;
    engine::ExploreOptions how{.limits = options_.limits,
                               .keep_going = options_.keep_going,
                               .atomic_blocks = under_gil() ? engine::AtomicBlocks::required : engine::AtomicBlocks::noted,
                               .repetitions = divergences == 0 ? 1 : kRepetitionsInDoubt,
                               .only = nullptr,
                               .interrupted = embed::interrupted,
                               .progress = [&](const engine::Statistics& statistics) { progress.update(statistics); },
                               .from = resumes ? &from_->exploration : nullptr,
                               .checkpoint_due = {},
                               .checkpoint = {}};
    if (options_.checkpoint) {
      how.checkpoint_due = [&] { return timer.due(); };
      how.checkpoint = [&](const engine::Checkpoint& checkpoint) {
        timer.begin_save();
        save(checkpoint);
        timer.end_save();
      };
    }
    recorder_.explore(resumes ? from_->exploration.statistics.executions : 0);
    exploration_ = engine::explore(*program_, *strategy, how);
    recorder_.explored();
    if (not_saved_) result.error = *not_saved_;
    if (exploration_.interrupted) embed::go_on_after_interrupt();
    result.verdict = judge(exploration_);
    result.exhaustive = exploration_.exhaustive;
    result.interrupted = exploration_.interrupted;
    result.statistics = exploration_.statistics;
    result.estimate =
        exploration_.exhaustive ? static_cast<double>(exploration_.statistics.executions) : strategy->estimate();
    result.limits_hit = exploration_.limits_hit;
    result.preemptions_covered = exploration_.preemptions_covered;
    spdlog::debug("explored: {} executions, {} operations, {} distinct failures", exploration_.statistics.executions,
                  exploration_.statistics.operations, exploration_.failures.size());
    for (const engine::FoundFailure& found : exploration_.failures) {
      result.failures.push_back({.kind = found.failure.kind,
                                 .message = found.failure.message,
                                 .count = found.traces,
                                 .execution = found.execution,
                                 .counterexample = std::nullopt});
    }
  }

  /// Makes the counterexamples; returns what is to be printed, the verdict first.
  std::string report(CheckResult& result, const fs::path& counterexample) {
    std::string reports;
    for (std::size_t i = 0; i < exploration_.failures.size(); ++i) {
      const fs::path path = i == 0 ? counterexample : numbered(counterexample, i + 1);
      if (i > 0) reports += "\n";
      reports += report_of(exploration_.failures[i], path, result, result.failures[i]);
    }
    result.warnings = warnings(result.exhaustive);
    const bool summary = result.verdict != Verdict::violation || options_.keep_going;
    std::string text = summary ? verdict_text(result, colour_) : "";
    if (summary && !reports.empty()) text += "\n";
    text += reports;
    for (const std::string& warning : result.warnings) text += colour_.doubtful("  warning: ") + printable(warning) + "\n";
    return text;
  }

 private:
  /// Those of the processes before this one, too. What a process says of a whole exploration this one cannot say.
  std::vector<std::string> warnings(bool exhaustive) const {
    std::vector<std::string> all = from_ != nullptr ? from_->warnings : std::vector<std::string>();
    for (const std::string& warning : program_->warnings(exhaustive && from_ == nullptr)) {
      if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(warning);
    }
    return all;
  }

  /// What is found out by a process is known from its beginning on in the next.
  std::vector<std::string> learned() const {
    std::vector<std::string> all = from_ != nullptr ? from_->learned : std::vector<std::string>();
    for (const std::string& fact : program_->learned()) all.push_back(fact);
    return all;
  }

  /// What is imported so far, but for what is no file of its own (in an archive).
  const std::map<fs::path, std::string>& modules() {
    for (const std::string& name : program_->files()) {
      const fs::path file = fs::absolute(name).lexically_normal();
      std::error_code ignored;
      if (!modules_.contains(file) && fs::is_regular_file(file, ignored)) modules_[file] = sha256(read_file(file, "module"));
    }
    return modules_;
  }

  /// Where that fails, the exploration goes on, and the checkpoint before stays what it was. But one that cannot even be
  /// begun is wrong use.
  void save(const engine::Checkpoint& checkpoint) {
    try {
      save_checkpoint({.frontrun = kVersion,
                       .python = embed::python_version(),
                       .scenario = fs::absolute(scenario_).lexically_normal(),
                       .sha256 = sha256_,
                       .modules = modules(),
                       .include = options_.include,
                       .exclude = options_.exclude,
                       .learned = learned(),
                       .warnings = warnings(false),
                       .switch_points = options_.switch_points,
                       .timeouts = options_.timeouts,
                       .max_steps = options_.limits.max_steps,
                       .exploration = checkpoint},
                      *options_.checkpoint);
      saved_ = true;
      not_saved_.reset();
    } catch (const UsageError& error) {
      if (!saved_) throw UsageError(error.what(), "choose another place with --checkpoint");
      if (!complained_) outputs_.diagnostics.write(problem_text({ExitCode::usage, error.what(), {}}));
      complained_ = true;
      not_saved_ = error.what();
    }
  }

  std::string report_of(const engine::FoundFailure& found, const fs::path& path, CheckResult& result,
                        FailureSummary& summary) {
    Made made = make(found, found.schedule, under_gil(), result);
    summary.under_gil = made.run.possible_under_gil ? engine::Possible::yes : engine::Possible::no;
    if (!made.run.possible_under_gil) {
      const engine::FoundFailure realistic = look_for_realistic(found, result);
      summary.under_gil = realistic.serialisable;
      if (realistic.serialisable == engine::Possible::yes) {
        // Of two as small as each other, the one that happens today.
        Made other = make(found, realistic.blocks, true, result);
        if (!made.minimized || (other.minimized && other.minimized->size <= made.minimized->size)) {
          // Only among those that happen today has it been compared with all that are smaller.
          if (other.minimized) {
            other.minimized->fewest_preemptions = made.minimized && made.minimized->fewest_preemptions;
          }
          made = std::move(other);
        }
      }
    }
    auto& [schedule, minimized, run] = made;
    if (minimized && !result.interrupted) {
      minimized->inevitable_after = engine::inevitable_after(
          *program_, engine::to_steps(schedule),
          {.max_steps = options_.limits.max_steps, .interrupted = embed::interrupted, .atomic_blocks = under_gil()});
      note_interruption(result);
    }
    if (save(found, schedule, run, minimized, summary.under_gil, path, result)) summary.counterexample = path.string();

    const engine::Statistics& statistics = exploration_.statistics;
    std::string how = fmt::format("found in execution {} of {}", grouped(found.execution), grouped(statistics.executions));
    if (!options_.keep_going && exploration_.preemptions_covered && exploration_.limits_hit.empty()) {
      how += fmt::format(", none with fewer than {}", counted(*exploration_.preemptions_covered + 1, "preemption"));
    }
    if (is_random(options_.search)) how += fmt::format(" by {}", describe(options_.search, found.execution));
    if (options_.keep_going) how += fmt::format(", in {} of {}", grouped(found.traces), counted(statistics.traces, "trace"));
    const FailureReport report{.scenario = scenario_.string(),
                               .folder = fs::absolute(scenario_).lexically_normal().parent_path(),
                               .failure = found.failure,
                               .run = std::move(run),
                               .found = how,
                               .minimized = minimized,
                               .counterexample = summary.counterexample.value_or(""),
                               .under_gil = summary.under_gil};
    return report_text(report, outputs_.human.columns(), options_.print.verbose, colour_);
  }

  /// A counterexample in the making.
  struct Made {
    engine::Schedule schedule;
    std::optional<Minimized> minimized;
    RecordedRun run;
  };

  /// Is the user tired of waiting? Then there is a report of what there is.
  static void note_interruption(CheckResult& result) {
    if (!embed::interrupted()) return;
    result.interrupted = true;
    embed::go_on_after_interrupt();
  }

  bool under_gil() const { return options_.switch_points == SwitchPoints::gil; }

  /// Makes a failing schedule small, and records it. `realistic`: it switches where CPython can under its GIL only, and so
  /// does what becomes of it.
  Made make(const engine::FoundFailure& found, engine::Schedule schedule, bool realistic, CheckResult& result) {
    std::optional<Minimized> minimized;
    if (options_.shrink && !result.interrupted) {
      const std::uint64_t executions = kShrinkBudget / std::max<std::uint64_t>(operations(schedule), 1);
      const engine::Shrunk shrunk =
          engine::shrink(*program_, schedule, found.failure,
                         {.limits = {.max_executions = std::max(executions, kLeastShrinkExecutions),
                                     .max_steps = options_.limits.max_steps},
                          .interrupted = embed::interrupted,
                          .atomic_blocks = realistic});
      spdlog::debug("shrunk in {} executions from {} operations to {}", shrunk.executions, shrunk.before.operations,
                    shrunk.after.operations);
      schedule = shrunk.schedule;
      minimized = Minimized{.size = shrunk.after,
                            .from = shrunk.before,
                            .fewest_preemptions = shrunk.fewest_preemptions,
                            .inevitable_after = std::nullopt};
      if (shrunk.interrupted) {
        result.interrupted = true;
        embed::go_on_after_interrupt();
      }
    }
    RecordedRun run = record(*program_, schedule, {.max_steps = options_.limits.max_steps});
    if (!run.failure || !run.failure->same_as(found.failure)) {
      throw engine::Divergence({.step = 0,
                                .thread = {},
                                .before = found.failure.message,
                                .now = run.failure ? run.failure->message : "nothing failed",
                                .causes = program_->suspects()});
    }
    return {std::move(schedule), minimized, std::move(run)};
  }

  /// Is the failure possible under the GIL, and by which schedule? Where no trace says so that was met on the way, another
  /// exploration looks for one.
  engine::FoundFailure look_for_realistic(const engine::FoundFailure& found, CheckResult& result) {
    if (found.serialisable == engine::Possible::yes) return found;
    engine::FoundFailure realistic = found;
    realistic.serialisable = engine::Possible::unknown;
    if (result.interrupted) return realistic;
    const std::uint64_t executions = kRealismBudget / std::max<std::uint64_t>(operations(found.schedule), 1);
    const std::unique_ptr<engine::Strategy> strategy = make_strategy(options_.search);
    const engine::Exploration further =
        engine::explore(*program_, *strategy,
                        {.limits = {.max_executions = std::max(executions, kLeastShrinkExecutions),
                                    .max_steps = options_.limits.max_steps,
                                    .time_limit = 0},
                         .keep_going = false,
                         .atomic_blocks = engine::AtomicBlocks::required,
                         .only = &found.failure,
                         .interrupted = embed::interrupted,
                         .progress = {}});
    spdlog::debug("looked for the failure under the GIL in {} executions", further.statistics.executions);
    if (further.interrupted) {
      result.interrupted = true;
      embed::go_on_after_interrupt();
    }
    if (!further.failures.empty()) return further.failures.front();
    if (further.exhaustive) realistic.serialisable = engine::Possible::no;
    return realistic;
  }

  /// Returns whether it could be written; if not, `result` says why.
  bool save(const engine::FoundFailure& found, const engine::Schedule& schedule, const RecordedRun& run,
            const std::optional<Minimized>& minimized, engine::Possible under_gil, const fs::path& path,
            CheckResult& result) const {
    Counterexample counterexample{.frontrun = kVersion,
                                  .python = embed::python_version(),
                                  .scenario = fs::absolute(scenario_).lexically_normal(),
                                  .sha256 = sha256_,
                                  .include = options_.include,
                                  .exclude = options_.exclude,
                                  .learned = learned(),
                                  .timeouts = options_.timeouts,
                                  .max_steps = options_.limits.max_steps,
                                  .failure = found.failure,
                                  .under_gil = under_gil,
                                  .strategy = std::string(name(options_.search)),
                                  .switch_points = options_.switch_points,
                                  .seed = options_.search.seed,
                                  .executions = exploration_.statistics.executions,
                                  .distinct = exploration_.statistics.traces,
                                  .execution = found.execution,
                                  .threads = run.threads,
                                  .schedule = schedule,
                                  .trace = {},
                                  .minimized = minimized};
    for (const Step& step : run.steps) counterexample.trace.push_back({step.thread, step.text});
    try {
      save_counterexample(counterexample, path);
      spdlog::debug("wrote {}", path.string());
      return true;
    } catch (const UsageError& error) {
      outputs_.diagnostics.write(problem_text({ExitCode::usage, error.what(), error.hint()}));
      result.error = error.what();
      return false;
    }
  }

  const CheckOptions& options_;
  const SavedCheck* from_;
  fs::path scenario_;
  Outputs outputs_;
  Colour colour_;
  std::string sha256_;
  std::map<fs::path, std::string> modules_;  ///< and of the files of what it imports, once that is asked for
  embed::FlightRecorder& recorder_;
  std::unique_ptr<embed::PythonProgram> program_;
  engine::Exploration exploration_;
  bool saved_ = false;                    ///< the exploration has a checkpoint
  bool complained_ = false;               ///< and the user knows that there is no newer one
  std::optional<std::string> not_saved_;  ///< why it is not as new as it should be
};

ExitCode exit_code(const CheckResult& result, const CheckOptions& options) {
  if (result.interrupted) return ExitCode::interrupted;
  if (!result.error.empty()) return ExitCode::usage;
  if (result.verdict == Verdict::violation) return ExitCode::violation;
  if (options.require_exhaustive && !result.exhaustive) return ExitCode::budget_used_up;
  return ExitCode::nothing_found;
}

}  // namespace

embed::ScenarioOptions scenario_options(const CheckOptions& options, const fs::path& scenario, const SavedCheck* from,
                                        embed::FlightRecorder& recorder) {
  return {.path = scenario,
          .include = options.include,
          .exclude = options.exclude,
          .explore_timeouts = options.timeouts == Timeouts::explore,
          .learned = from != nullptr ? from->learned : std::vector<std::string>(),
          .every_instruction = false,
          .recorder = &recorder};
}

CheckResult check_scenario(const CheckOptions& options, const fs::path& scenario, const fs::path& counterexample,
                           const SavedCheck* from, embed::FlightRecorder& recorder, Outputs outputs) {
  CheckResult result;
  result.scenario = scenario.string();
  result.search = options.search;
  result.switch_points = options.switch_points;
  result.timeouts = options.timeouts;
  std::string text;
  try {
    Check check{options, scenario, from, recorder, outputs};
    text = embed::until_settled([&](int divergences) {
      result.failures.clear();
      check.explore(result, divergences);
      return check.report(result, counterexample);
    });
  } catch (const engine::Divergence& divergence) {
    result.verdict = Verdict::not_deterministic;
    result.error = divergence.what();
    result.exit_code = ExitCode::not_deterministic;
    outputs.human.write(
        divergence_text(divergence.difference(), result.scenario, Colour{options.print.colour, outputs.human}));
    return result;
  } catch (const std::exception&) {
    const Problem problem = current_problem();
    outputs.diagnostics.write(problem_text(problem));
    result.verdict = Verdict::error;
    result.error = problem.text;
    result.interrupted = problem.code == ExitCode::interrupted;
    result.exit_code = problem.code;
    return result;
  }
  outputs.human.write(text);
  result.exit_code = exit_code(result, options);
  return result;
}

}  // namespace frontrun::cli
