// The sequence that reverses a race: notdep(e, E) . e'.
//
// That is: all events after `e` that do not happen after it, then e'. It is never written out; what is left of it is told
// by how many events each thread has behind it. Asking whether a thread can come first, and taking it away, is what
// inserting the sequence in a wakeup tree consists of.
//
// The events of the sequence do what they did in this execution, e' apart. What a thread does that takes no part in it is
// often not known: it comes to see another state than it saw here. An answer "it can come first" has to be certain, or
// executions are missed. A wrong "no" costs an execution now and then (see Dpor::choose, on leaves).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/races.hpp"
#include "engine/wakeup_tree.hpp"

namespace frontrun::engine {

class Reversal {
 public:
  Reversal() {
    taken_.reserve(kSmall);
    ends_.reserve(kSmall);
    steps_.reserve(kSmall);
  }

  /// Sets up the reversal of a race of `trace`, of which `threads` shows the end. All are borrowed.
  void start(const Trace& trace, std::span<const ThreadView> threads, const Race& race);

  /// Is it certain that the next step of `thread` comes first in some equivalent of what is left?
  ///
  /// A thread that takes no part can, if its next operation commutes with all that is left. If this execution does not tell
  /// that operation, the branch of the tree does: its `footprint` (or null) is what the branch's author saw.
  bool can_be_first(ThreadId thread, const Footprint* footprint) const;

  /// Has `thread` step: its first event is taken out of what is left, or, if it has none there, it strays.
  void take(ThreadId thread);

  /// The same up to `most` times, as long as it can come first again. Returns how often. Precondition: it can.
  std::uint32_t take_run(ThreadId thread, std::uint32_t most);

  /// What is left, in the order of the execution. If that is much, steps of one thread in a row are taken together.
  struct Step {
    ThreadId thread;
    const Operation* operation;  ///< of the first one; null: not known
    std::uint32_t count;
  };
  std::span<const Step> rest();

 private:
  /// Is an event that comes after `earlier` part of the sequence (e' apart)?
  bool contains(EventId id) const {
    const Event& event = (*trace_)[id];
    if (event.thread == race_.thread && event.index >= race_.index) return false;
    return !trace_->happens_before(race_.earlier, id);
  }
  bool is_reversed(ThreadId thread) const;
  bool in_order(ThreadId thread, const std::uint32_t* clock) const;
  const Operation* next_operation(ThreadId thread) const;
  const Operation* known_operation(ThreadId thread) const;
  const Operation* before_expiry(ThreadId thread, std::uint32_t index) const;
  const Operation* reversed_operation() const;
  void add_steps(ThreadId thread, std::uint32_t first, std::uint32_t last, bool together);
  template <typename Check>
  bool all_others_left(Check check) const;
  template <typename Check>
  bool all_left(Check check) const;

  static constexpr std::size_t kSmall = 16;  // see Trace::Trace()
  const Trace* trace_ = nullptr;
  std::span<const ThreadView> threads_;
  Race race_;
  const Operation* reversed_ = nullptr;  ///< e', as it is where it comes before e; null: not known
  bool reversed_taken_ = false;
  struct Progress {
    std::uint32_t done;  ///< how many of its events lie behind
    bool stepped;        ///< it was taken
    bool strayed;        ///< and was while it took no part, or as e'
  };
  std::vector<Progress> progress_;       ///< of each thread
  std::vector<const Operation*> taken_;  ///< the steps taken; null: not known
  std::vector<std::uint32_t> ends_;      ///< scratch of rest(): of each thread, the last event that is left
  std::vector<Step> steps_;
};

}  // namespace frontrun::engine
