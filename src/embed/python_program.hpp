// A scenario, loaded and ready to be explored: the embedding's whole face towards the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "embed/usage_error.hpp"
#include "engine/program.hpp"

namespace frontrun::embed {

struct ScenarioOptions {
  std::filesystem::path path;
  std::vector<std::string> include;  ///< globs on absolute file names: trace these too
  std::vector<std::string> exclude;  ///< and do not trace these; exclude wins
};

/// The version of the embedded interpreter, "3.11.2".
std::string python_version();

/// Has the user pressed Ctrl-C (SIGINT)? Installed by the first load_scenario(); a second Ctrl-C ends the process at once.
bool interrupted();

class PythonProgram : public engine::Program {
 public:
  /// What a reader of the verdict has to know: C callables that no table knows (and the rule applied to them), module
  /// state that changed between executions, output that was swallowed. One line each, no duplicates, in order of meeting.
  virtual std::vector<std::string> warnings() const = 0;

  /// Calls setup, each thread to its end, and invariant, `times` times, without any control, and returns the seconds that
  /// took: what exploration is measured against (bench/).
  virtual double time_sequential(std::uint64_t times) = 0;
};

/// Starts the interpreter (once a process), imports the scenario and checks its shape. Throws UsageError for anything that
/// is wrong with it, Interrupted on Ctrl-C.
/// One program is alive at a time. begin() throws UsageError where the user's setup() raises.
std::unique_ptr<PythonProgram> load_scenario(const ScenarioOptions& options);

}  // namespace frontrun::embed
