// Which executions are possible where threads switch at certain points only: under a lock over the whole interpreter, say.
//
// A thread's operations come in blocks: one begins with an operation that is not glued (Operation::glued), and the glued
// ones behind it belong to it. A thread that runs goes on to the end of its block, unless it comes to an operation that has
// to wait: then the others run, the operation takes place by itself as soon as it can, and what is behind it is a block
// again.
//
// An execution that switches within blocks may be equivalent to one that does not: operations that commute change places.
// A Mazurkiewicz trace is *block-serialisable* if one of its executions switches between blocks only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/trace.hpp"

namespace frontrun::engine {

enum class Possible : std::uint8_t { yes, no, unknown };

struct BlockSerialisation {
  Possible possible = Possible::unknown;
  std::vector<ThreadId> steps;  ///< yes: of an execution of the trace that switches between blocks only
};

/// Is a trace block-serialisable? Its pending operations have to be noted (Trace::note_pending). Exact; but where locks
/// leave many ways open, and all fail, it gives up after a great many: unknown.
BlockSerialisation serialise_blocks(const Trace& trace);

/// Follows an execution and says whether it switches between blocks only.
class BlockWatch {
 public:
  /// Before every step.
  void before_step(std::span<const ThreadView> threads, ThreadId thread);
  bool respected() const { return respected_; }

 private:
  void note_waiting(std::span<const ThreadView> threads);

  std::vector<bool> waiting_;  ///< by thread: has it found that its next operation has to wait?
  ThreadId last_ = kNoThread;
  bool last_waited_ = false;  ///< the last operation had to wait, so that others may run behind it
  bool respected_ = true;
};

}  // namespace frontrun::engine
