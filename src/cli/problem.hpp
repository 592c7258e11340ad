// What an exception means to the user: a line, a hint, an exit code.
#pragma once

#include <string>

#include "cli/exit_code.hpp"

namespace frontrun::cli {

struct Problem {
  ExitCode code = ExitCode::internal_error;
  std::string text;
  std::string hint;  ///< may be empty
};

/// Call it in a catch block, or where an exception is being handled.
Problem current_problem();

/// "frontrun: text" and the hint on a line of its own, ended.
std::string problem_text(const Problem& problem);

}  // namespace frontrun::cli
