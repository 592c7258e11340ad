// One line on a terminal that says how far an exploration is, rewritten in place and gone when it ends.
#pragma once

#include <chrono>

#include "cli/output.hpp"
#include "engine/explore.hpp"

namespace frontrun::cli {

class Progress {
 public:
  /// Shows nothing where `output` is not a terminal.
  explicit Progress(Output& output) : output_(output), shown_(output.terminal()) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// To be called as often as one likes: draws at most ten times a second.
  void update(const engine::Statistics& statistics);

 private:
  Output& output_;
  bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + kInterval;

  static constexpr std::chrono::milliseconds kInterval{100};
};

}  // namespace frontrun::cli
