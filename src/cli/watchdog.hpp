// Has a child stopped making progress?
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>

#include "embed/flight_recorder.hpp"

namespace frontrun::cli {

/// Asked now and then. Only code of the scenario can hang, and not while it is imported: an engine that thinks is no hang.
/// What counts is the time for which the child has computed, or slept, in one and the same step (or setup, or invariant):
/// not that in which the machine had no time for it, or the user had stopped it.
class Watchdog {
 public:
  /// Lets through what takes at most `seconds`; 0: everything.
  Watchdog(const embed::FlightRecorder& recorder, double seconds) : recorder_(recorder), seconds_(seconds) {}

  bool expired(pid_t child);

 private:
  using Clock = std::chrono::steady_clock;

  const embed::FlightRecorder& recorder_;
  double seconds_;
  std::uint64_t executions_ = 0;
  std::uint64_t steps_ = 0;
  embed::FlightRecorder::Phase phase_ = embed::FlightRecorder::Phase::none;
  Clock::time_point asked_ = Clock::now();
  double computed_ = 0;  ///< seconds of CPU time that the child had used then
  double still_ = 0;     ///< seconds without progress
};

}  // namespace frontrun::cli
