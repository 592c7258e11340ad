// The command line, parsed once and passed on as constants.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "cli/colour.hpp"
#include "cli/progress.hpp"
#include "cli/search.hpp"
#include "engine/explore.hpp"

namespace frontrun::cli {

/// Where a thread may be made to give way to another one.
enum class SwitchPoints : std::uint8_t {
  opcode,  ///< between any two operations: all that the language promises, and what free-threaded builds do
  gil,     ///< where CPython can do so under its GIL
};

/// "opcode", "gil".
std::string to_string(SwitchPoints points);

/// When does a wait with a timeout time out?
enum class Timeouts : std::uint8_t {
  lazy,     ///< when nothing else can run
  explore,  ///< whenever it cannot proceed
};

/// "lazy", "explore".
std::string to_string(Timeouts timeouts);

/// How a command prints.
struct PrintOptions {
  ColourMode colour = ColourMode::automatic;
  bool verbose = false;  ///< diagnostics on standard error, and every step of a trace
};

/// Seconds after which code that does not come back hangs.
inline constexpr double kWatchdog = 10;

struct CheckOptions {
  std::vector<std::filesystem::path> scenarios;
  Search search;
  SwitchPoints switch_points = SwitchPoints::opcode;
  Timeouts timeouts = Timeouts::lazy;
  engine::Limits limits{.max_executions = 0, .max_steps = 20'000, .time_limit = 0};
  double watchdog = kWatchdog;  ///< seconds; 0: none
  bool keep_going = false;
  bool shrink = true;
  bool require_exhaustive = false;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::optional<std::filesystem::path> counterexample;  ///< -o; else <scenario's stem>.cex.json here
  std::optional<std::string> json;                      ///< a file, or "-"
  ProgressMode progress = ProgressMode::automatic;
  std::optional<std::filesystem::path> checkpoint;  ///< where the exploration is saved
  double checkpoint_interval = 5;                   ///< seconds; 0: after every execution
  std::optional<std::filesystem::path> resume;      ///< a checkpoint; what is explored is as it says
  PrintOptions print;
};

struct ReplayOptions {
  std::filesystem::path counterexample;
  std::uint64_t times = 1;
  bool step = false;                 ///< on the terminal, a step at a time
  std::optional<std::uint64_t> pdb;  ///< the step before which to stop in the debugger
  double watchdog = kWatchdog;       ///< seconds; 0: none
  PrintOptions print;
};

struct ShrinkOptions {
  std::filesystem::path counterexample;
  std::optional<std::filesystem::path> output;  ///< else in place
  PrintOptions print;
};

/// --help or --version: print this and be done.
struct PrintText {
  std::string text;
};

using Command = std::variant<CheckOptions, ReplayOptions, ShrinkOptions, PrintText>;

/// Throws UsageError for what is no valid command line.
Command parse_command_line(int argc, const char* const* argv);

}  // namespace frontrun::cli
