// Runs a piece of work in a child process: an interpreter of its own, and no way to take this process down with it.
#pragma once

#include <functional>
#include <string>

#include "cli/exit_code.hpp"

namespace frontrun::cli {

struct ChildOutcome {
  std::string text;          ///< what the work wrote to its descriptor
  int status = 0;            ///< its exit code; meaningless if a signal ended it
  int signal = 0;            ///< the signal that ended it, or 0
  bool interrupted = false;  ///< Ctrl-C reached this process meanwhile (and was passed on)
};

/// Forks, and calls `work` in the child with a descriptor whose text comes back; its result is the child's exit code. Call
/// it only while the process has one thread and no interpreter. The child ends with its parent. Throws std::system_error.
ChildOutcome run_in_child(const std::function<ExitCode(int descriptor)>& work);

}  // namespace frontrun::cli
