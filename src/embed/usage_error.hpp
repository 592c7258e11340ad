// The one exception for failures of *use*: no such file, no `setup`, an unreadable counterexample. main() prints it as a
// line plus a hint and exits with 2. Failures of the user's program are values instead (engine::Failure).
#pragma once

#include <stdexcept>
#include <string>

#include "engine/program.hpp"

namespace frontrun {

class UsageError : public std::runtime_error {
 public:
  /// `what`: one line saying what is wrong and where. `hint`: what to do about it; may be empty.
  explicit UsageError(const std::string& what, std::string hint = {}) : std::runtime_error(what), hint_(std::move(hint)) {}
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

/// The scenario asked the process to end, or the user pressed Ctrl-C while Python code ran outside an exploration (import,
/// setup). main() exits with 130.
class Interrupted : public engine::Interruption {};

}  // namespace frontrun
