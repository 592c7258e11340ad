// The output of --json: one object a line, each complete as soon as its scenario is done.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/output.hpp"

namespace frontrun::cli {

class JsonLines {
 public:
  /// Opens (and empties) the file, so that one that cannot be written is known before the work, not after. "-" is standard
  /// output; nullopt: nothing is wanted. Throws UsageError.
  explicit JsonLines(const std::optional<std::string>& target);
  ~JsonLines();
  JsonLines(const JsonLines&) = delete;
  JsonLines& operator=(const JsonLines&) = delete;

  /// `line` is complete, its newline included. Throws UsageError.
  void add(std::string_view line);

 private:
  std::optional<Output> output_;
};

}  // namespace frontrun::cli
