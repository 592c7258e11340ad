// frontrun: parse, dispatch, and turn whatever was thrown into one line, a hint and an exit code.

#include <fcntl.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <variant>

#include "cli/check.hpp"
#include "cli/in_child.hpp"
#include "cli/json_lines.hpp"
#include "cli/logging.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"

namespace frontrun::cli {
namespace {

/// A process may be started without its standard descriptors (`frontrun ... >&-`); then the next file opened would become
/// "standard output". Put something there that cannot be written, so that writing reports an error.
void occupy_standard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0) return;
  }
}

struct Run {
  Output& standard_output;
  Output& standard_error;

  ExitCode operator()(const CheckOptions& options) const {
    set_up_logging(options.print.verbose);
    JsonLines json{options.json};
    return check(options, json,
                 {.human = options.json == "-" ? standard_error : standard_output, .diagnostics = standard_error});
  }
  ExitCode operator()(const ReplayOptions& options) const {
    set_up_logging(options.print.verbose);
    return replay_in_child(options, {.human = standard_output, .diagnostics = standard_error});
  }
  ExitCode operator()(const ShrinkOptions& options) const {
    set_up_logging(options.print.verbose);
    return shrink_in_child(options, {.human = standard_output, .diagnostics = standard_error});
  }
  ExitCode operator()(const PrintText& text) const {
    standard_output.write(text.text);
    return ExitCode::nothing_found;
  }
};

ExitCode run(int argc, const char* const* argv) {
  Output standard_output{STDOUT_FILENO, "standard output"};
  Output standard_error{STDERR_FILENO, "standard error"};
  try {
    return std::visit(Run{standard_output, standard_error}, parse_command_line(argc, argv));
  } catch (const std::exception&) {
    const Problem problem = current_problem();
    write_all(STDERR_FILENO, problem_text(problem));  // if that fails, too, the exit code is all there is left to say
    return problem.code;
  }
}

}  // namespace
}  // namespace frontrun::cli

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an error of write(), handled there
  frontrun::cli::occupy_standard_descriptors();
  return static_cast<int>(frontrun::cli::run(argc, argv));
}
