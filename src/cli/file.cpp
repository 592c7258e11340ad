#include "cli/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "cli/output.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw UsageError(fmt::format("cannot write {}: {}", path.string(), std::strerror(error)), "choose another place with -o");
}

/// Returns 0 or an errno. Closes the descriptor either way.
int write_and_close(int descriptor, std::string_view text, bool flush) {
  int error = write_all(descriptor, text);
  if (error == 0 && flush && fsync(descriptor) != 0) error = errno;
  if (close(descriptor) != 0 && error == 0) error = errno;
  return error;
}

/// The permissions that open() would have given a new file.
mode_t new_file_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::string_view what) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw UsageError(fmt::format("{} {} is a folder", what, path.string()));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw UsageError(fmt::format("cannot read {} {}: {}", what, path.string(), std::strerror(errno != 0 ? errno : EIO)));
  }
  return text;
}

void write_atomically(const std::filesystem::path& path, std::string_view text) {
  std::error_code ignored;  // a path that cannot be looked at is treated as new: writing to it says what is wrong
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) fail(path, EISDIR);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) fail(path, errno);
    if (const int error = write_and_close(descriptor, text, false); error != 0) fail(path, error);
    return;
  }
  std::string temporary = path.string() + ".XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) fail(path, errno);
  int error = fchmod(descriptor, new_file_mode()) == 0 ? 0 : errno;
  if (const int failed = write_and_close(descriptor, text, true); error == 0) error = failed;
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    unlink(temporary.c_str());
    fail(path, error);
  }
}

}  // namespace frontrun::cli
