// The executions that shrinking tries: each is re-executed, and kept if it fails in the same way and is smaller.
#pragma once

#include <chrono>
#include <optional>

#include "engine/rerun.hpp"
#include "engine/shrink.hpp"
#include "engine/trace.hpp"

namespace frontrun::engine {

class Candidates {
 public:
  /// All are borrowed.
  Candidates(Program& program, const Failure& failure, const ShrinkOptions& options)
      : program_(program), failure_(failure), options_(options) {}

  /// Runs a schedule and returns whether it fails in the same way. Then it becomes the best one, if there was none or it
  /// is smaller.
  bool run(const Schedule& schedule, const BeforeStep& before_step = {});

  /// The same, returning whether it has become the best one.
  bool improves(const Schedule& schedule);

  /// Runs the best one again, into a trace.
  Trace trace_of_best();

  const Schedule& best() const { return best_; }
  const Size& size() const { return size_; }

  /// The size of what was run last, whether it failed or not.
  Size last_size() const;

  /// Was it ended before its time, by the user or for its length, or has the program left something out (Program::bounded)?
  bool cut_short() const;

  /// No further candidates: `operations` were performed in all, a limit is hit, or the user has interrupted.
  bool exhausted(std::uint64_t operations);

  std::uint64_t executions() const { return executions_; }
  std::uint64_t operations() const { return operations_; }
  bool interrupted() const { return interrupted_; }

 private:
  std::uint64_t longest() const;

  Program& program_;
  const Failure& failure_;
  const ShrinkOptions& options_;
  Run run_;
  Schedule best_;
  Size size_;
  bool found_ = false;
  std::uint64_t executions_ = 0;
  std::uint64_t operations_ = 0;
  bool interrupted_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace frontrun::engine
