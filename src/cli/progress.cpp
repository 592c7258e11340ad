#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/text.hpp"

namespace frontrun::cli {
namespace {

constexpr char kEraseLine[] = "\r\x1b[K";
constexpr std::chrono::milliseconds kOnTerminal{100};
constexpr std::chrono::milliseconds kInLog{5000};
constexpr std::chrono::milliseconds kForMachines{1000};
constexpr std::chrono::milliseconds kBetweenEstimates{1000};  // one may take five

std::uint64_t rounded(double value) { return static_cast<std::uint64_t>(std::llround(value)); }

/// With two digits that count: no estimate has more.
std::string roughly(double value) {
  constexpr double kLegible = 1e12;
  if (value >= kLegible) return fmt::format("{:.1e}", value);
  const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(value, 1.0))) - 1));
  return grouped(rounded(std::round(value / unit) * unit));
}

std::string time_left(double seconds) {
  if (seconds < 60) return fmt::format("{:.0f} s", seconds);
  if (seconds < 3600) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{:.0f} h", seconds / 3600);
  if (seconds > 100 * 365.25 * 86400) return "ages";
  return fmt::format("{} days", roughly(seconds / 86400));
}

double rate_of(const engine::Statistics& statistics) {
  return statistics.seconds > 0 ? static_cast<double>(statistics.executions) / statistics.seconds : 0;
}

}  // namespace

Estimate Estimator::add(const engine::Statistics& statistics, double reckoned) {
  points_.push_back({statistics.executions, reckoned});
  while (points_.size() > 1 && points_[1].executions <= statistics.executions / 2) points_.pop_front();
  Estimate estimate{.executions = std::max(reckoned, static_cast<double>(statistics.executions))};
  if (points_.size() > 1) {
    const auto off = [&](const Point& point) { return std::abs(point.reckoned - reckoned); };
    estimate.deviation = off(*std::ranges::max_element(points_, {}, off));
  }
  const double rate = rate_of(statistics);
  if (rate > 0) estimate.seconds_left = (estimate.executions - static_cast<double>(statistics.executions)) / rate;
  return estimate;
}

Progress::Progress(Output& output, ProgressMode mode, std::string_view scenario, engine::Strategy& strategy)
    : output_(output),
      mode_(mode),
      scenario_(scenario),
      strategy_(strategy),
      terminal_(mode == ProgressMode::automatic && output.terminal()),
      interval_(mode == ProgressMode::json ? kForMachines
                : terminal_                ? kOnTerminal
                                           : kInLog),
      next_(std::chrono::steady_clock::now() + interval_) {}

Progress::~Progress() {
  if (!drawn_) return;
  write_all(output_.descriptor(), kEraseLine);  // a terminal that has gone meanwhile is no reason to fail here
}

void Progress::update(const engine::Statistics& statistics) {
  if (mode_ == ProgressMode::never) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + interval_;
  if (now >= next_estimate_) {
    reckoned_ = strategy_.estimate();
    next_estimate_ = now + kBetweenEstimates;
  }
  std::optional<Estimate> estimate;
  if (reckoned_) estimate = estimator_.add(statistics, *reckoned_);
  if (mode_ == ProgressMode::json) {
    output_.write(json(statistics, estimate));
  } else if (terminal_) {
    drawn_ = true;
    output_.write(kEraseLine + shortened(line(statistics, estimate), output_.columns() - 1));
  } else {
    output_.write(line(statistics, estimate) + "\n");
  }
}

std::string Progress::line(const engine::Statistics& statistics, const std::optional<Estimate>& estimate) const {
  std::string text = counted(statistics.executions, "execution");
  if (estimate) {
    text += fmt::format(" of about {}", roughly(estimate->executions));
    if (estimate->deviation) text += fmt::format(" ± {}", roughly(*estimate->deviation));
    text += fmt::format(", {} left", time_left(estimate->seconds_left));
  }
  text += fmt::format(", {}/s, {}, depth {}, {}", grouped(rounded(rate_of(statistics))),
                      counted(statistics.traces, "distinct trace"), grouped(statistics.depth), duration(statistics.seconds));
  if (!terminal_) text += fmt::format("  {}", scenario_);
  return text;
}

std::string Progress::json(const engine::Statistics& statistics, const std::optional<Estimate>& estimate) const {
  using nlohmann::ordered_json;
  ordered_json object = {
      {"scenario", scenario_},      {"executions", statistics.executions}, {"traces", statistics.traces},
      {"depth", statistics.depth},  {"seconds", statistics.seconds},       {"executions_per_second", rate_of(statistics)},
      {"estimate", ordered_json()}, {"deviation", ordered_json()},         {"seconds_left", ordered_json()}};
  if (estimate) {
    object["estimate"] = estimate->executions;
    if (estimate->deviation) object["deviation"] = *estimate->deviation;
    object["seconds_left"] = estimate->seconds_left;
  }
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace frontrun::cli
