#include "cli/output.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "embed/usage_error.hpp"

namespace frontrun::cli {

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void Output::write(std::string_view text) {
  if (closed_) return;
  const int error = write_all(descriptor_, text);
  if (error == EPIPE) {
    closed_ = true;
  } else if (error != 0) {
    throw UsageError(fmt::format("cannot write to {}: {}", name_, std::strerror(error)));
  }
}

bool Output::terminal() const { return isatty(descriptor_) == 1; }

std::size_t Output::columns() const {
  constexpr std::size_t kNoTerminal = 140;
  winsize size{};
  if (!terminal() || ioctl(descriptor_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kNoTerminal;
  return size.ws_col;
}

}  // namespace frontrun::cli
