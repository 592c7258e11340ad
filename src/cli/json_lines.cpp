#include "cli/json_lines.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "embed/usage_error.hpp"

namespace frontrun::cli {

JsonLines::JsonLines(const std::optional<std::string>& target) {
  if (!target) return;
  if (*target == "-") {
    output_.emplace(STDOUT_FILENO, "standard output");
    return;
  }
  const int descriptor = open(target->c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw UsageError(fmt::format("cannot write {}: {}", *target, std::strerror(errno)), "choose another place with --json");
  }
  output_.emplace(descriptor, *target);
  owned_ = true;
}

JsonLines::~JsonLines() {
  if (owned_) close(output_->descriptor());
}

void JsonLines::add(std::string_view line) {
  if (output_) output_->write(line);
}

}  // namespace frontrun::cli
