// What decides which thread steps next. A strategy sees threads and finished executions, never a program.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "engine/program.hpp"

namespace frontrun::engine {

class Trace;  // trace.hpp: the events of the execution so far, with what happens before what

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Before each execution. False: nothing is left to explore.
  virtual bool begin_execution() = 0;

  /// Which enabled thread steps next; `trace` holds the steps so far. At least one thread is enabled. Nullopt: every
  /// continuation has been seen, abandon the execution.
  virtual std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) = 0;

  /// After each execution, before the program is torn down: `threads` shows who is left blocked before what.
  virtual void end_execution(std::span<const ThreadView> threads, const Trace& trace, Ending ending) = 0;

  /// Does begin_execution() returning false mean that every Mazurkiewicz trace has been explored?
  virtual bool exhaustive() const = 0;
};

/// Optimal-DPOR with wakeup trees.
std::unique_ptr<Strategy> make_dpor();

/// Uniform choice among the enabled threads at every step. The same seed gives the same schedules on every machine.
std::unique_ptr<Strategy> make_random_walk(std::uint64_t seed);

}  // namespace frontrun::engine
