#include "cli/verdict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/counterexample.hpp"
#include "cli/report_text.hpp"
#include "cli/text.hpp"
#include "cli/version.hpp"
#include "embed/python_program.hpp"
#include "embed/timeouts.hpp"

namespace frontrun::cli {
namespace {

constexpr std::uint64_t kDriedUp = 100;  ///< executions without a new trace that are worth a word

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::holds_within_bounds:
      return "holds-within-bounds";
    case Verdict::violation:
      return "violation";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::not_deterministic:
      return "not-deterministic";
    case Verdict::error:
      break;
  }
  return "error";
}

/// ", 12 of them possible under the GIL of CPython 3.11,", where that has been looked at.
std::string possible_traces(const CheckResult& result) {
  if (result.switch_points != SwitchPoints::gil) return {};
  std::string text =
      fmt::format(", {} of them possible under the GIL of CPython 3.11", grouped(result.statistics.serialisable));
  if (result.statistics.undecided > 0) text += fmt::format(" ({} undecided)", grouped(result.statistics.undecided));
  return text + ",";
}

/// "90 traces in 90 executions, 0.02 s", with what is usually nothing only when it is something.
std::string numbers(const CheckResult& result) {
  const engine::Statistics& statistics = result.statistics;
  std::string text = fmt::format("{}{} in {}", counted(statistics.traces, "trace"), possible_traces(result),
                                 counted(statistics.executions, "execution"));
  if (statistics.repeated > 0) text += fmt::format(" ({} repeated)", grouped(statistics.repeated));
  if (statistics.blocked > 0) text += fmt::format(" ({} blocked)", grouped(statistics.blocked));
  return text + ", " + duration(statistics.seconds);
}

/// Does it leave a set of executions that can be named, rather than those that had their turn?
bool is_bound(engine::LimitHit limit) {
  return limit == engine::LimitHit::preemptions || limit == engine::LimitHit::early_timeouts;
}

std::string early_timeouts() { return fmt::format("at most {} early timeouts in a row", embed::EarlyTimeouts::kMost); }

/// "at most 2 preemptions and at most 3 early timeouts in a row"
std::string bounds(const CheckResult& result) {
  std::vector<std::string> all;
  for (const engine::LimitHit limit : result.limits_hit) {
    all.push_back(limit == engine::LimitHit::early_timeouts
                      ? early_timeouts()
                      : fmt::format("at most {}", counted(*result.search.preemption_bound, "preemption")));
  }
  return fmt::format("{}", fmt::join(all, " and "));
}

/// ", not exhaustive (--max-executions, interrupted)", where that is so.
std::string not_exhaustive(const CheckResult& result) {
  if (result.exhaustive) return {};
  std::vector<std::string> reasons;
  for (const engine::LimitHit limit : result.limits_hit) {
    reasons.push_back(limit == engine::LimitHit::early_timeouts ? early_timeouts() : "--" + to_string(limit));
  }
  if (result.interrupted) reasons.emplace_back("interrupted");
  return ", not exhaustive" + (reasons.empty() ? "" : fmt::format(" ({})", fmt::join(reasons, ", ")));
}

std::string inconclusive_text(const CheckResult& result) {
  const std::string possible = possible_traces(result);
  return fmt::format("no violation in {}{}, {}{} {}", counted(result.statistics.executions, "execution"),
                     not_exhaustive(result), counted(result.statistics.traces, "distinct trace"),
                     possible.empty() ? "," : possible, duration(result.statistics.seconds));
}

std::string violation_text(const CheckResult& result) {
  return fmt::format("{}, {}{}", counted(result.failures.size(), "distinct failure"), numbers(result),
                     not_exhaustive(result));
}

/// What a random strategy has to add.
std::string sampling(const CheckResult& result) {
  std::string text = "  " + describe(result.search);
  if (result.statistics.nothing_new >= kDriedUp) {
    text += fmt::format(" · no new trace in the last {}", counted(result.statistics.nothing_new, "execution"));
  }
  return text;
}

std::string first_line(const CheckResult& result, const Colour& colour) {
  switch (result.verdict) {
    case Verdict::holds:
      return headline(colour.good("HOLDS"), numbers(result), result.scenario);
    case Verdict::holds_within_bounds:
      return headline(colour.good("HOLDS with " + bounds(result)), numbers(result), result.scenario);
    case Verdict::inconclusive:
      return headline(colour.doubtful("INCONCLUSIVE"), inconclusive_text(result), result.scenario);
    case Verdict::violation:
      return headline(colour.bad("VIOLATION"), violation_text(result), result.scenario);
    case Verdict::not_deterministic:  // divergence_text() says it
    case Verdict::error:
      break;
  }
  return headline(colour.bad("ERROR"), printable(result.error), result.scenario);
}

}  // namespace

Verdict judge(const engine::Exploration& exploration) {
  if (!exploration.failures.empty()) return Verdict::violation;
  if (exploration.exhaustive) return Verdict::holds;
  const auto& limits = exploration.limits_hit;
  const bool within_bounds = !limits.empty() && std::all_of(limits.begin(), limits.end(), is_bound) &&
                             !exploration.interrupted && exploration.statistics.undecided == 0;
  return within_bounds ? Verdict::holds_within_bounds : Verdict::inconclusive;
}

std::string to_string(engine::LimitHit limit) {
  switch (limit) {
    case engine::LimitHit::executions:
      return "max-executions";
    case engine::LimitHit::steps:
      return "max-steps";
    case engine::LimitHit::preemptions:
      return "preemption-bound";
    case engine::LimitHit::early_timeouts:
      return "early-timeouts";
    case engine::LimitHit::time:
      break;
  }
  return "time-limit";
}

std::string verdict_text(const CheckResult& result, const Colour& colour) {
  std::string text = first_line(result, colour) + "\n";
  if (is_random(result.search) && result.verdict != Verdict::error) text += colour.faint(sampling(result)) + "\n";
  if (result.verdict == Verdict::inconclusive && result.preemptions_covered) {
    text += colour.faint(
                fmt::format("  all with at most {} were explored", counted(*result.preemptions_covered, "preemption"))) +
            "\n";
  }
  return text;
}

std::string verdict_json(const CheckResult& result) {
  using nlohmann::ordered_json;
  ordered_json failures = ordered_json::array();
  for (const FailureSummary& failure : result.failures) {
    failures.push_back(
        {{"kind", to_string(failure.kind)},
         {"message", failure.message},
         {"count", failure.count},
         {"execution", failure.execution},
         {"found_by", author(result.search, failure.execution)},
         {"under_gil", to_string(failure.under_gil)},
         {"counterexample", failure.counterexample ? ordered_json(*failure.counterexample) : ordered_json()}});
  }
  ordered_json limits = ordered_json::array();
  for (const engine::LimitHit limit : result.limits_hit) limits.push_back(to_string(limit));
  const auto or_null = [](const std::optional<std::uint64_t>& number) {
    return number ? ordered_json(*number) : ordered_json();
  };
  const engine::Statistics& statistics = result.statistics;
  const double rate = statistics.seconds > 0 ? static_cast<double>(statistics.executions) / statistics.seconds : 0;
  const ordered_json object = {
      {"scenario", result.scenario},
      {"verdict", name_of(result.verdict)},
      {"exhaustive", result.exhaustive},
      {"executions", statistics.executions},
      {"estimate", result.estimate ? ordered_json(*result.estimate) : ordered_json()},
      {"traces", statistics.traces},
      {"traces_under_gil",
       result.switch_points == SwitchPoints::gil ? ordered_json(statistics.serialisable) : ordered_json()},
      {"nothing_new", statistics.nothing_new},
      {"repeated", statistics.repeated},
      {"blocked", statistics.blocked},
      {"operations", statistics.operations},
      {"depth", statistics.depth},
      {"seconds", statistics.seconds},
      {"executions_per_second", rate},
      {"failures", failures},
      {"limits_hit", limits},
      {"interrupted", result.interrupted},
      {"warnings", result.warnings},
      {"error", result.error.empty() ? ordered_json() : ordered_json(result.error)},
      {"preemptions_covered", or_null(result.preemptions_covered)},
      {"strategy", name(result.search)},
      {"switch_points", to_string(result.switch_points)},
      {"timeouts", to_string(result.timeouts)},
      {"seed", result.search.seed},
      {"preemption_bound", or_null(result.search.preemption_bound)},
      {"pct_depth", uses_depth(result.search) ? ordered_json(result.search.depth) : ordered_json()},
      {"frontrun", kVersion},
      {"python", embed::python_version()},
  };
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace frontrun::cli
