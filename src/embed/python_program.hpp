// A scenario, loaded and ready to be explored: the embedding's whole face towards the command line.
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "embed/flight_recorder.hpp"
#include "embed/usage_error.hpp"
#include "engine/explore.hpp"
#include "engine/program.hpp"

namespace frontrun::embed {

struct ScenarioOptions {
  std::filesystem::path path;
  std::vector<std::string> include;  ///< patterns of source_filter.hpp: code that counts as the user's own
  std::vector<std::string> exclude;  ///< code that is not traced
  /// A wait with a timeout may time out whenever it cannot proceed; else only when nothing else can run.
  bool explore_timeouts = false;
  std::vector<std::string> learned;  ///< what PythonProgram::learned() said in another process
  /// Every traced instruction is an operation, also one that touches nothing. For tests of what is taken for invisible: with
  /// a random strategy, threads switch wherever the language lets them.
  bool every_instruction = false;
  FlightRecorder* recorder = nullptr;  ///< is told what happens, if there is one; borrowed
};

/// Thrown by begin(), step() and end(): it has turned out that operations are visible which executions so far took for
/// invisible (a store to a name that no scan of the code had found). What they explored is too little; the next begin()
/// will know better. Happens at most once a name.
class StartOver : public std::exception {
 public:
  const char* what() const noexcept override { return "operations turned out to be visible; exploration has to start over"; }
};

/// Calls `run` until it gets through without StartOver. `run` may take the number of divergences so far.
///
/// A Divergence is let through only when it keeps coming: libraries have caches (of abstract classes, compiled patterns,
/// imported modules) that the first executions fill, and in the next ones their code takes another way. Each attempt finds
/// more of them filled; a scenario that really is not deterministic diverges every time.
template <class Run>
auto until_settled(Run run) {
  constexpr int kMostDivergences = 10;
  for (int divergences = 0;;) {
    try {
      if constexpr (std::is_invocable_v<Run, int>) {
        return run(divergences);
      } else {
        return run();
      }
    } catch (const StartOver&) {
    } catch (const engine::Divergence&) {
      if (++divergences > kMostDivergences) throw;
    }
  }
}

/// The version of the embedded interpreter, "3.11.2".
std::string python_version();

/// Has the user pressed Ctrl-C (SIGINT), or the system asked to end (SIGTERM)? Installed by the first load_scenario(); the
/// second time the process ends at once.
bool interrupted();

/// The interruption has been dealt with: Python code runs again, so that what was found can be replayed and reported.
void go_on_after_interrupt();

/// What the user of the debugger wants next.
enum class AfterDebugging : std::uint8_t {
  go_on,       ///< "continue"
  stop_again,  ///< "next", "step" and the like
  quit,        ///< or the end of the input
};

class PythonProgram : public engine::Program {
 public:
  /// What a reader of the verdict has to know: C callables that no table knows (and the rule applied to them), module
  /// state that changed between executions, locks that are never released or taken in opposite orders. One line each, no
  /// duplicates, in order of meeting. `exhaustive`: every trace has been explored.
  virtual std::vector<std::string> warnings(bool exhaustive) const = 0;

  /// What has been learned about which operations are visible since the scenario was loaded. A schedule counts visible
  /// operations: whoever wants to run it in another process has to hand this on (ScenarioOptions::learned).
  virtual std::vector<std::string> learned() const = 0;

  /// The local variables of the innermost function of the user's that a live thread is in, name and value, in words. Empty
  /// before it has begun.
  virtual std::vector<std::pair<std::string, std::string>> locals(engine::ThreadId thread) const = 0;

  /// Has the user look into that function with pdb. Nullopt: there is none.
  virtual std::optional<AfterDebugging> debug(engine::ThreadId thread) = 0;

  /// The files of the modules that are imported now, as they call them.
  virtual std::vector<std::string> files() const = 0;

  /// Writes where every thread is. For each a line `stack ID NAME`, or `running ID NAME` of the one whose code runs, or
  /// `main` while it is no thread's; then its frames as cpython::dump_stack() has them. Async-signal-safe.
  virtual void dump_stacks(int descriptor) const = 0;

  /// Calls setup, each thread to its end, and invariant, `times` times, without any control, and returns the seconds that
  /// took: what exploration is measured against (bench/).
  virtual double time_sequential(std::uint64_t times) = 0;
};

/// Starts the interpreter (once a process), imports the scenario and checks its shape. Throws UsageError for anything that
/// is wrong with it, Interrupted on Ctrl-C.
/// One program is alive at a time. begin() throws UsageError where the user's setup() raises.
std::unique_ptr<PythonProgram> load_scenario(const ScenarioOptions& options);

}  // namespace frontrun::embed
