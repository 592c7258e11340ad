#include "cli/problem.hpp"

#include <fmt/format.h>

#include <exception>

#include "cli/text.hpp"
#include "embed/usage_error.hpp"
#include "engine/program.hpp"

namespace frontrun::cli {

Problem current_problem() {
  try {
    throw;
  } catch (const UsageError& error) {
    return {ExitCode::usage, error.what(), error.hint()};
  } catch (const engine::Interruption&) {
    return {ExitCode::interrupted, "interrupted", {}};
  } catch (const std::exception& error) {
    return {ExitCode::internal_error, fmt::format("internal error: {}", error.what()),
            "this is a defect of frontrun: please report it with the scenario"};
  }
}

std::string problem_text(const Problem& problem) {
  std::string text = fmt::format("frontrun: {}\n", printable(problem.text));
  if (!problem.hint.empty()) text += fmt::format("  hint: {}\n", printable(problem.hint));
  return text;
}

}  // namespace frontrun::cli
