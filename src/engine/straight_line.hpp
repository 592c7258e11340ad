// How many traces are there? Asked of the program whose threads do, in whatever order they step, what they did in one
// execution: a straight line each. For a real program that is a guess; for this one it can be counted without running it.
//
// Each trace is counted once, by the order of its events that sleep sets leave over (Godefroid, Partial-Order Methods for
// the Verification of Concurrent Systems, 1996), states that are met again from a table. Where there are too many states,
// branches are drawn at random and stand for those beside them (Knuth, Estimating the Efficiency of Backtrack Programs,
// 1975): the count is then right on average.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/random.hpp"
#include "engine/trace.hpp"

namespace frontrun::engine {

class StraightLine {
 public:
  /// Of a complete execution. Nullopt where that is too long, or has too many threads, to count anything.
  static std::optional<StraightLine> of(const Trace& trace);

  /// How many states may be looked into, from now on.
  void allow(double states) { states_ = states; }

  /// Does the execution's next step, after so many events, conflict with anything?
  bool contended(std::size_t events) const { return steps_before_[events + 1] > steps_before_[events]; }

  /// Puts the threads where they were when so many events of the execution had taken place.
  void go_to(std::size_t events);

  /// About how many traces go on from here with none of the `sleeping` threads' next steps first.
  double traces(std::span<const ThreadId> sleeping);
  /// And of those, with the step of `thread`?
  double traces(std::span<const ThreadId> sleeping, ThreadId thread);

 private:
  using Threads = std::uint64_t;  ///< a bit for each
  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr double kAll = std::numeric_limits<double>::infinity();  ///< of the states

  struct Step {
    std::uint32_t accesses = 0;  ///< where they begin in accesses_
    std::uint32_t count = 0;     ///< of them
    std::uint32_t object = kNone;
    std::int32_t operand = 0;
    SyncKind sync = SyncKind::none;
    bool barrier = false;
    ThreadId peer = kNoThread;
    std::uint32_t after = 0;  ///< so many steps of `peer` come before it
  };
  struct Thread {
    std::vector<std::uint32_t> steps;  ///< in steps_
    std::uint32_t next = 0;
    ThreadId starter = kNoThread;
    std::uint32_t started_after = 0;  ///< so many steps of the starter
  };
  /// A step that was made, and the state of its object before.
  struct Made {
    ThreadId thread;
    SyncState before;
  };
  struct Known {
    double traces;
    double states;  ///< how many could be looked into for that
  };

  StraightLine() = default;

  void note_conflicts();
  std::span<const Access> accesses(const Step& step) const { return {accesses_.data() + step.accesses, step.count}; }
  const Step& next(ThreadId thread) const { return steps_[threads_[thread].steps[threads_[thread].next]]; }
  bool enabled(ThreadId thread) const;
  Threads enabled_threads() const;
  bool commute(const Step& a, const Step& b) const;
  bool local(ThreadId thread) const;
  Threads asleep_after(Threads sleeping, ThreadId thread) const;
  void step(ThreadId thread);
  void rewind(std::size_t steps);
  std::uint64_t state_hash(Threads sleeping) const;
  double count(Threads sleeping);
  double count(Threads sleeping, double states);
  double count_branches(Threads branches, Threads sleeping, double states);

  std::vector<Step> steps_;
  std::vector<Access> accesses_;
  std::vector<Thread> threads_;
  std::vector<std::uint32_t> last_conflict_;  ///< of step s and thread u: how many steps of u there are up to the last
                                              ///< that conflicts with s
  std::vector<SyncState> objects_;
  std::vector<ThreadId> order_;              ///< of the steps, in the execution
  std::vector<std::uint32_t> steps_before_;  ///< each event of it, and its end
  std::vector<Made> made_;
  std::unordered_map<std::uint64_t, Known> known_;  ///< by state_hash()
  double enough_ = 0;  ///< where no more than that are left, looking into everything is given up
  double states_ = 0;  ///< how many may still be looked into
  bool exact_ = true;  ///< nothing was drawn
  Random random_{1};
};

}  // namespace frontrun::engine
