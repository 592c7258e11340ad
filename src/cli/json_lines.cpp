#include "cli/json_lines.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "embed/usage_error.hpp"

namespace frontrun::cli {

namespace {

/// Returns a descriptor of its own for standard output, and gives standard error the number that it had.
int take_standard_output() {
  const int descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  return descriptor < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ? -1 : descriptor;
}

}  // namespace

JsonLines::JsonLines(const std::optional<std::string>& target) {
  if (!target) return;
  const bool standard_output = *target == "-";
  const std::string name = standard_output ? "standard output" : *target;
  const int descriptor =
      standard_output ? take_standard_output() : open(target->c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw UsageError(fmt::format("cannot write to {}: {}", name, std::strerror(errno)), "choose another place with --json");
  }
  output_.emplace(descriptor, name);
}

JsonLines::~JsonLines() {
  if (output_) close(output_->descriptor());
}

void JsonLines::add(std::string_view line) {
  if (output_) output_->write(line);
}

}  // namespace frontrun::cli
