// Runs a piece of work in a child process: an interpreter of its own, and no way to take this process down with it.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <string>

#include "cli/exit_code.hpp"

namespace frontrun::cli {

struct ChildOutcome {
  std::string text;          ///< what the work wrote to its descriptor
  bool finished = false;     ///< the work came to its end; else something else ended the process
  int status = 0;            ///< its exit code; meaningless if a signal ended it
  int signal = 0;            ///< the signal that ended it, or 0
  bool hung = false;         ///< it was ended from here, as it hung
  bool interrupted = false;  ///< Ctrl-C reached this process meanwhile (and was passed on)
};

/// Forks, and calls `work` in the child with a descriptor whose text comes back; its result is the child's exit code. Call
/// it only while the process has one thread and no interpreter. The child ends with its parent. Throws std::system_error.
/// `hangs` (may be empty) is asked now and then: if so, the child gets kHangSignal, and is killed if that does not end it.
ChildOutcome run_in_child(const std::function<ExitCode(int descriptor)>& work,
                          const std::function<bool(pid_t child)>& hangs = {});

inline constexpr int kHangSignal = SIGXCPU;  ///< by default it ends a process

}  // namespace frontrun::cli
