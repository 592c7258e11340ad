// What becomes of a child that ended without a result: was it the scenario's code that ended it, or did not come back, and
// does it do so again under the schedule that led there?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/child_process.hpp"
#include "cli/problem.hpp"
#include "cli/recorded_run.hpp"
#include "embed/flight_recorder.hpp"
#include "embed/python_program.hpp"
#include "engine/schedule.hpp"

namespace frontrun::cli {

/// A failure of one execution that took its process with it.
struct Crash {
  engine::Failure failure;
  std::uint64_t execution = 0;       ///< how many the process had begun, since its exploration began
  bool explored = false;             ///< the exploration was over: it was running schedules for its reports
  engine::Schedule schedule;         ///< that the process which ended had run
  bool again = false;                ///< it happened again under that schedule, which is what the rest tells of
  bool killed = false;               ///< by a signal that usually comes from outside
  RecordedRun run;                   ///< as far as it went
  std::vector<std::string> learned;  ///< as Counterexample::learned
  std::vector<std::string> stacks;   ///< where every thread was, one line a frame; empty: not known
  bool interrupted = false;          ///< Ctrl-C came meanwhile
};

/// Runs `work` in a child whose scenario tells `recorder`; one that hangs for `watchdog` seconds is ended.
ChildOutcome run_watched(const embed::FlightRecorder& recorder, double watchdog,
                         const std::function<ExitCode(int descriptor)>& work);

/// What ended an unfinished child, where that is no matter of one execution: "s.py: importing it was ended by signal 11
/// (Segmentation fault)". Nullopt: it is, so look into it.
std::optional<Problem> ended_otherwise(const ChildOutcome& outcome, const embed::FlightRecorder& recorder,
                                       const std::string& scenario);

/// What to say of a crash that did not happen again.
Problem not_again(const Crash& crash, const std::string& scenario);

/// Runs the execution again in which an unfinished child was; `recorder` is used for that. `watchdog` in seconds.
Crash look_into(const ChildOutcome& outcome, embed::ScenarioOptions scenario, embed::FlightRecorder& recorder,
                std::uint64_t max_steps, double watchdog);

}  // namespace frontrun::cli
