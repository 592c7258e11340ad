// A counterexample read back, with its scenario loaded as it was when it failed.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/counterexample.hpp"
#include "cli/recorded_run.hpp"
#include "embed/python_program.hpp"

namespace frontrun::cli {

struct Reopened {
  Counterexample counterexample;
  std::string scenario_sha256;        ///< of the scenario as it is now
  std::vector<std::string> warnings;  ///< what differs from when it was written: the scenario, the Python version
  std::unique_ptr<embed::PythonProgram> program;
};

/// How its scenario was looked at.
embed::ScenarioOptions scenario_options(const Counterexample& counterexample, embed::FlightRecorder& recorder);

/// Throws UsageError where the counterexample or its scenario cannot be used.
Reopened reopen(const std::filesystem::path& counterexample, embed::FlightRecorder& recorder);

/// "deposit-1's `write Account.balance` at bank.py:10".
std::string step_in_words(const Counterexample& counterexample, engine::ThreadId thread, const engine::OperationText& text);

/// The first step at which a run did something else than was recorded, in words: "step 4 of deposit-1 was `write
/// Account.balance` at bank.py:10, now it is ...". Empty if they agree. What was read or written is not compared; a
/// line may have moved as long as its text is the same, or changed as long as it is where it was.
std::string first_difference(const Counterexample& counterexample, const RecordedRun& run);

}  // namespace frontrun::cli
