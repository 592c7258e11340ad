// The report of one failure: what failed, how it was found, the trace that leads there, who waits for whom.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/colour.hpp"
#include "cli/counterexample.hpp"
#include "cli/recorded_run.hpp"

namespace frontrun::cli {

struct FailureReport {
  std::string scenario;          ///< as the user named it
  std::filesystem::path folder;  ///< the scenario's, absolute
  engine::Failure failure;
  RecordedRun run;
  std::vector<std::string> stacks{};  ///< of a crash or a hang: where each thread was, for people
  std::string found;                  ///< "found in execution 2 of 4"
  std::optional<Minimized> minimized;
  std::string counterexample;                              ///< the file to replay; empty: there is none
  engine::Possible under_gil = engine::Possible::unknown;  ///< can CPython come to this failure under its GIL?
};

/// `columns`: the width to stay within. `all_steps`: of the trace, else only those that matter. Ends with a newline.
std::string report_text(const FailureReport& report, std::size_t columns, bool all_steps, const Colour& colour);

/// The first line of a verdict: the word, what it says, and the scenario towards the right.
std::string headline(const std::string& word, const std::string& text, const std::string& scenario);

}  // namespace frontrun::cli
