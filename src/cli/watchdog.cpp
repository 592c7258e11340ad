#include "cli/watchdog.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <string>

namespace frontrun::cli {
namespace {

struct Activity {
  bool sleeps = false;
  double computed = 0;  ///< seconds
};

/// Of a process, by proc(5).
Activity activity_of(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  file.ignore(std::numeric_limits<std::streamsize>::max(), ')');  // its name, which ends in the last one: ours has none
  char state = 0;
  std::string skipped;
  double user = 0;
  double system = 0;
  file >> state;
  for (int i = 0; i < 10; ++i) file >> skipped;
  file >> user >> system;
  return {state == 'S' || state == 'D', (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK))};
}

}  // namespace

bool Watchdog::expired(pid_t child) {
  using Phase = embed::FlightRecorder::Phase;
  if (seconds_ == 0) return false;
  const Clock::time_point now = Clock::now();
  const Activity activity = activity_of(child);
  const Phase phase = recorder_.phase();
  const std::uint64_t executions = recorder_.executions();
  const std::uint64_t steps = recorder_.steps_taken();
  if (phase == Phase::none || phase == Phase::loading || phase != phase_ || executions != executions_ || steps != steps_) {
    still_ = 0;
  } else {
    still_ += activity.sleeps ? std::chrono::duration<double>(now - asked_).count() : activity.computed - computed_;
  }
  phase_ = phase;
  executions_ = executions;
  steps_ = steps;
  asked_ = now;
  computed_ = activity.computed;
  return still_ >= seconds_;
}

}  // namespace frontrun::cli
