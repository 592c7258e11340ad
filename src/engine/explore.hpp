// The loop: strategy x program -> result.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/atomic_blocks.hpp"
#include "engine/program.hpp"
#include "engine/schedule.hpp"
#include "engine/strategy.hpp"

namespace frontrun::engine {

/// 0 means: no limit. Where an exploration goes on from a checkpoint, what was done before it does not count.
struct Limits {
  std::uint64_t max_executions = 0;
  std::uint64_t max_steps = 0;  ///< visible operations in one execution
  double time_limit = 0;        ///< seconds, for the whole exploration
};

struct Statistics {
  std::uint64_t executions = 0;    ///< all that were begun and ended, repeated and blocked ones included
  std::uint64_t traces = 0;        ///< distinct Mazurkiewicz traces of complete (or deadlocked) executions
  std::uint64_t repeated = 0;      ///< executions whose trace had been seen
  std::uint64_t blocked = 0;       ///< executions cut short by sleep sets
  std::uint64_t operations = 0;    ///< visible operations performed
  std::uint64_t depth = 0;         ///< the longest execution, in operations
  std::uint64_t serialisable = 0;  ///< block-serialisable ones among the traces; counted under AtomicBlocks::required
  std::uint64_t undecided = 0;     ///< traces of which it is not known
  std::uint64_t nothing_new = 0;   ///< so many executions, the last ones, have brought no new trace
  double seconds = 0;
};

/// One distinct failure (Failure::same_as), as it was first met.
struct FoundFailure {
  Failure failure;
  Schedule schedule;
  std::uint64_t execution = 0;  ///< 1-based
  std::uint64_t traces = 0;     ///< distinct traces that end in it
  /// Is one of its traces that were looked at block-serialisable? See AtomicBlocks.
  Possible serialisable = Possible::no;
  Schedule blocks{};  ///< yes: an execution that switches between blocks only
};

enum class LimitHit : std::uint8_t {
  executions,
  steps,
  time,
  preemptions,
  early_timeouts,  ///< Program::bounded()
};

struct Exploration {
  Statistics statistics;
  std::vector<FoundFailure> failures;
  std::vector<LimitHit> limits_hit;  ///< each at most once, in the order in which they were hit
  bool exhaustive = false;           ///< every trace was explored, and no limit was hit
  bool interrupted = false;
  /// Every trace that comes about with at most so many preemptions was explored, apart from what Program::bounded() means.
  std::optional<std::uint64_t> preemptions_covered;
};

/// What is made of which traces are block-serialisable (atomic_blocks.hpp).
enum class AtomicBlocks : std::uint8_t {
  ignored,
  noted,     ///< FoundFailure::serialisable says so, as far as traces are met
  required,  ///< only failures of block-serialisable traces count
};

struct Checkpoint;  // checkpoint.hpp

struct ExploreOptions {
  Limits limits;
  bool keep_going = false;  ///< go on after a failure, count each distinct one
  AtomicBlocks atomic_blocks = AtomicBlocks::ignored;
  std::uint64_t repetitions = 1;      ///< how often each of the first two executions is run again: does it do the same?
  const Failure* only = nullptr;      ///< no failures but this one count; borrowed
  std::function<bool()> interrupted;  ///< asked at every execution (and in long ones); true: stop
  std::function<void(const Statistics&)> progress;  ///< called now and then (every 64 executions or so); may be empty
  /// Go on from there; the strategy was made of its frontier. Borrowed.
  const Checkpoint* from = nullptr;
  std::function<bool()> checkpoint_due{};  ///< asked after every execution: is it time for a checkpoint? May be empty
  /// Called at the beginning, when it is time, and at the end (unless something is thrown). May be empty.
  std::function<void(const Checkpoint&)> checkpoint{};
};

/// The program did something else than last time after the same steps: it is not deterministic.
class Divergence : public std::runtime_error {
 public:
  /// The two sides, in words.
  struct Difference {
    std::size_t step = 0;  ///< 1-based; 0: the same steps have another outcome
    std::string thread;    ///< whose step; empty: nobody's
    std::string before;    ///< what was done then
    std::string now;
    std::vector<std::string> causes{};  ///< Program::suspects()
  };

  explicit Divergence(Difference difference);

  const Difference& difference() const { return difference_; }

 private:
  Difference difference_;
};

/// Explores until the strategy has nothing left, a failure is found (unless keep_going), a limit is hit, or the user
/// interrupts. The first executions are run again. Throws Divergence, also where the program does not do what it did before
/// the checkpoint; lets through what the program throws.
Exploration explore(Program& program, Strategy& strategy, const ExploreOptions& options);

/// One execution under a given schedule.
struct Replay {
  std::optional<Failure> failure;
  std::vector<ThreadId> steps;       ///< what was really run
  std::vector<OperationText> trace;  ///< its operations in words, one a step; empty unless asked for
  std::optional<std::size_t> left;   ///< the first step at which the schedule asked for a thread that could not step
  Ending ending = Ending::complete;
  bool interrupted = false;
};

/// Runs `schedule`, then the rest as Schedule says. `describe`: fill in Replay::trace.
Replay replay(Program& program, const Schedule& schedule, const Limits& limits, bool describe,
              const std::function<bool()>& interrupted = {});

}  // namespace frontrun::engine
