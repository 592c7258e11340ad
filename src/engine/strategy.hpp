// What decides which thread steps next. A strategy sees threads and finished executions, never a program.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/frontier.hpp"
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

  /// Once begin_execution() has returned false: has every Mazurkiewicz trace been explored?
  virtual bool exhaustive() const = 0;

  /// Every trace that comes about with at most so many preemptions has been explored. Nullopt: that is not known.
  virtual std::optional<std::uint64_t> preemptions_covered() const { return std::nullopt; }

  /// What is left to explore, an execution that has begun and not ended included. Nullopt: it cannot say.
  virtual std::optional<Frontier> frontier() const { return std::nullopt; }

  /// About how many executions there are in all, those that are done included. Nullopt: no idea yet, or no end.
  /// Takes some milliseconds; whoever asks again is told what later executions say.
  virtual std::optional<double> estimate() { return std::nullopt; }
};

/// Optimal-DPOR with wakeup trees, of all that is left. Precondition: the frontier is well_formed().
std::unique_ptr<Strategy> make_dpor(const Frontier& frontier = {});

/// The same, of the executions that begin with `prefix`.
std::unique_ptr<Strategy> make_dpor(std::vector<ThreadId> prefix);

/// The traces that come about with at most `most` preemptions, fewest first. A preemption is a switch away from a thread
/// that could have gone on. Memory grows with what is explored, by a few bytes for each contended operation of an execution.
std::unique_ptr<Strategy> make_preemption_bounding(std::uint64_t most);

// The random strategies. None comes to an end by itself; the same seed gives the same schedules on every machine.

/// Uniform choice among the enabled threads at every step.
std::unique_ptr<Strategy> make_random_walk(std::uint64_t seed);

/// Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with
/// Probabilistic Guarantees of Finding Bugs", ASPLOS 2010. Threads have random priorities, and the enabled one of the
/// highest steps; at depth - 1 random steps the thread that would go on falls below all others. A failure that takes `depth`
/// ordering constraints is met with a probability of at least 1/(n k^(depth-1)) by each execution of n threads and k steps.
/// `depth`
/// >= 1.
///
/// k is learnt: executions number 1, 2, 4, 8 and so on are random walks, and the longest of those counts. The steps beyond k
/// are a random walk, too, so that an execution in which a thread spins comes to an end.
std::unique_ptr<Strategy> make_pct(std::uint64_t seed, std::uint32_t depth);

/// Partial order sampling: Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018. Each pending operation has
/// a random priority, and the enabled one of the highest is performed; those that it races with are given new ones.
std::unique_ptr<Strategy> make_pos(std::uint64_t seed);

/// Equal shares: the members take turns, so that the n-th execution (1-based) is by member (n - 1) % members.size().
std::unique_ptr<Strategy> make_portfolio(std::vector<std::unique_ptr<Strategy>> members);

}  // namespace frontrun::engine
