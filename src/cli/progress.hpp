// Says how far an exploration is, and how far it may have to go.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "cli/output.hpp"
#include "engine/explore.hpp"

namespace frontrun::cli {

enum class ProgressMode : std::uint8_t {
  automatic,  ///< on a terminal one line, rewritten in place and gone when it ends; else a line every few seconds
  json,       ///< a JSON object a second, one a line
  never,
};

/// How many executions there are in all, as far as can be told on the way.
struct Estimate {
  double executions = 0;
  std::optional<double> deviation{};  ///< how far it was off since half as many executions were done; not known at first
  double seconds_left = 0;            ///< at the pace so far
};

/// Turns what a strategy reckons into an estimate, by watching it change.
class Estimator {
 public:
  /// `reckoned`: engine::Strategy::estimate() now.
  Estimate add(const engine::Statistics& statistics, double reckoned);

 private:
  struct Point {
    std::uint64_t executions;
    double reckoned;
  };
  std::deque<Point> points_;  ///< since half of the executions so far, and one before
};

class Progress {
 public:
  /// `scenario`: its name. All are borrowed.
  Progress(Output& output, ProgressMode mode, std::string_view scenario, engine::Strategy& strategy);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// To be called as often as one likes: says something at most ten times a second on a terminal.
  void update(const engine::Statistics& statistics);

 private:
  std::string line(const engine::Statistics& statistics, const std::optional<Estimate>& estimate) const;
  std::string json(const engine::Statistics& statistics, const std::optional<Estimate>& estimate) const;

  Output& output_;
  ProgressMode mode_;
  std::string_view scenario_;
  engine::Strategy& strategy_;
  bool terminal_;
  bool drawn_ = false;
  Estimator estimator_;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point next_;
  std::optional<double> reckoned_;  ///< the newest engine::Strategy::estimate()
  std::chrono::steady_clock::time_point next_estimate_{};
};

}  // namespace frontrun::cli
