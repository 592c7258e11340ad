// A counterexample: a schedule, the failure that it leads to, and what is needed to find both again. Stored as JSON,
// described by docs/counterexample.schema.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"
#include "engine/explore.hpp"
#include "engine/schedule.hpp"
#include "engine/shrink.hpp"

namespace frontrun::cli {

/// How small it has been made, and from what.
struct Minimized {
  engine::Size size;
  engine::Size from;
  bool fewest_preemptions = false;  ///< it is known that the failure needs as many preemptions
  /// How many steps it takes until every continuation fails, in whatever way; absent: not known.
  std::optional<std::uint64_t> inevitable_after{};
};

/// One step of the recorded execution.
struct TraceStep {
  engine::ThreadId thread = 0;
  engine::OperationText text;
};

struct Counterexample {
  std::string frontrun;  ///< the version that wrote it
  std::string python;    ///< the version of the interpreter that it was found with

  std::filesystem::path scenario;    ///< absolute; in the file relative to the file's folder
  std::string sha256;                ///< of the scenario when the counterexample was written
  std::vector<std::string> include;  ///< which code is traced decides what an operation is, so a replay needs the same
  std::vector<std::string> exclude;
  std::vector<std::string> learned;    ///< embed::PythonProgram::learned(): as much
  Timeouts timeouts = Timeouts::lazy;  ///< so does this
  std::uint64_t max_steps = 0;

  engine::Failure failure;
  engine::Possible under_gil = engine::Possible::unknown;  ///< can CPython come to this failure under its GIL?

  std::string strategy;
  SwitchPoints switch_points = SwitchPoints::opcode;
  std::uint64_t seed = 0;
  std::uint64_t executions = 0;  ///< of the exploration
  std::uint64_t distinct = 0;    ///< distinct traces among them
  std::uint64_t execution = 0;   ///< the one that failed, 1-based

  std::vector<std::string> threads;  ///< names, indexed by ThreadId
  engine::Schedule schedule;
  std::vector<TraceStep> trace;
  std::optional<Minimized> minimized;  ///< absent: as it was found
};

inline constexpr char kCounterexampleFormat[] = "frontrun-counterexample/1";

/// "invariant", "exception", "deadlock", "livelock", "step-limit", "crash", "hang".
std::string_view to_string(engine::FailureKind kind);

/// "yes", "no", "unknown".
std::string_view to_string(engine::Possible possible);

/// The file's text, for a file that will stand at `path`: paths inside are relative to it.
std::string to_json(const Counterexample& counterexample, const std::filesystem::path& path);

/// Reads `path`. Throws UsageError for what is no counterexample of a version known here: unreadable, truncated, a field
/// missing or of another type, a thread that isn't in the list.
Counterexample load_counterexample(const std::filesystem::path& path);

/// Writes it, atomically. Throws UsageError.
void save_counterexample(const Counterexample& counterexample, const std::filesystem::path& path);

}  // namespace frontrun::cli
