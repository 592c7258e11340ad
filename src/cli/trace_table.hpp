// Lays out the steps of a trace: a column a thread where that fits, else one list.
#pragma once

#include <filesystem>
#include <string>

#include "cli/colour.hpp"
#include "cli/recorded_run.hpp"

namespace frontrun::cli {

struct TableOptions {
  std::filesystem::path folder;  ///< the scenario's: file names are shown relative to it
  std::size_t columns = 0;       ///< the width to stay within
  bool all_steps = false;        ///< else only those that matter (trace_notes.hpp)
};

/// The steps, and how many of them are not shown. Ends with a newline.
std::string trace_table(const RecordedRun& run, const TableOptions& options, const Colour& colour);

/// A file as a report names it: relative to `folder` where it lies beneath, else its last two components.
std::string short_file_name(const std::string& file, const std::filesystem::path& folder);

}  // namespace frontrun::cli
