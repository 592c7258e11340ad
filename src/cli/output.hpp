// Where text goes: standard output or standard error, written at once and checked.
#pragma once

#include <string>
#include <string_view>

namespace frontrun::cli {

class Output {
 public:
  /// Of a file descriptor that stays open; `name` is for messages.
  Output(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}

  /// Writes all of it. A reader that went away (`frontrun ... | head -1`) ends the output quietly: this and later writes do
  /// nothing, and the process goes on to its exit code. Any other failure, such as a full disk, is a UsageError.
  void write(std::string_view text);

  bool terminal() const;

  /// Columns to lay text out for: those of the terminal, else 140.
  std::size_t columns() const;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  std::string name_;
  bool closed_ = false;  ///< the reader is gone
};

/// Where a command prints. `human` is standard error while standard output carries JSON.
struct Outputs {
  Output& human;
  Output& diagnostics;  ///< standard error: errors, progress
};

/// Writes all of `text` to a file descriptor; returns 0 or the errno of the failure.
int write_all(int descriptor, std::string_view text);

}  // namespace frontrun::cli
