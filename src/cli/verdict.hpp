// What is known of a scenario after its exploration: the verdict in words, and as the JSON object of --json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/colour.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/search.hpp"
#include "engine/explore.hpp"

namespace frontrun::cli {

enum class Verdict : std::uint8_t {
  holds,                ///< every trace was explored, and none fails
  holds_within_bounds,  ///< the same, of those traces that the user's bounds and the program's leave
  violation,            ///< something failed
  inconclusive,         ///< nothing failed, and a limit or the user ended the exploration
  not_deterministic,    ///< the same steps had the program do something else
  error,                ///< there is no verdict: a broken scenario
};

/// A distinct failure, and where its counterexample was written.
struct FailureSummary {
  engine::FailureKind kind = engine::FailureKind::invariant;
  std::string message;
  std::uint64_t count = 0;      ///< traces that end in it
  std::uint64_t execution = 0;  ///< the first that did, 1-based
  std::optional<std::string> counterexample;
  engine::Possible under_gil = engine::Possible::unknown;  ///< can CPython come to it under its GIL?
};

struct CheckResult {
  std::string scenario;  ///< as the user named it
  Verdict verdict = Verdict::error;
  bool exhaustive = false;
  bool interrupted = false;
  Search search;
  SwitchPoints switch_points = SwitchPoints::opcode;
  Timeouts timeouts = Timeouts::lazy;
  engine::Statistics statistics;
  std::optional<double> estimate;  ///< of the executions that there are in all
  std::vector<FailureSummary> failures;
  std::vector<engine::LimitHit> limits_hit;
  std::optional<std::uint64_t> preemptions_covered;  ///< engine::Exploration::preemptions_covered
  std::vector<std::string> warnings;
  std::string error;  ///< why there is no verdict, or what could not be written; else empty
  ExitCode exit_code = ExitCode::usage;
};

/// The verdict of an exploration that ended by itself, by a limit or by the user.
Verdict judge(const engine::Exploration& exploration);

/// "max-executions", "max-steps", "time-limit", "preemption-bound", "early-timeouts".
std::string to_string(engine::LimitHit limit);

/// One line, ended: `HOLDS  90 traces in 90 executions, 0.02 s  scenarios/locked_counter.py`. A second one says how a random
/// strategy can be repeated, and whether it has dried up.
std::string verdict_text(const CheckResult& result, const Colour& colour);

/// One line, ended: all of it, for machines. README.md lists the fields.
std::string verdict_json(const CheckResult& result);

}  // namespace frontrun::cli
