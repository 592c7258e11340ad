// The sequence that reverses a race: notdep(e, E) . e'.
//
// That is: all events after `e` that do not happen after it, then e'. It is never written out; what is left of it is told
// by how many events each thread has behind it. Asking whether a thread can come first, and taking it away, is what
// inserting the sequence in a wakeup tree consists of.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/races.hpp"
#include "engine/wakeup_tree.hpp"

namespace frontrun::engine {

class Reversal {
 public:
  /// Sets up the reversal of a race of `trace`, of which `threads` shows the end. All are borrowed.
  void start(const Trace& trace, std::span<const ThreadView> threads, const Race& race);

  /// Can the next step of `thread` come first in some equivalent of what is left? Nullopt: can't tell.
  ///
  /// A thread that takes no part can, if its next operation commutes with all that is left. That operation is known from
  /// this execution, unless the thread has stepped in the tree without being in the sequence: then it is what the branch's
  /// author saw (`footprint`, or null), where that can be compared.
  std::optional<bool> can_be_first(ThreadId thread, const Footprint* footprint) const;

  /// Has `thread` step: its first event is taken out of what is left, or, if it has none there, it strays.
  void take(ThreadId thread);

  /// What is left, in the order of the execution, as (thread, operation).
  struct Step {
    ThreadId thread;
    const Operation* operation;
  };
  std::span<const Step> rest();

 private:
  bool contains(EventId event) const;
  bool is_reversed(ThreadId thread) const;
  const Operation* next_operation(ThreadId thread) const;
  bool in_order(ThreadId thread, const std::uint32_t* clock) const;
  template <typename Check>
  std::optional<bool> for_all(Check check) const;

  const Trace* trace_ = nullptr;
  std::span<const ThreadView> threads_;
  Race race_;
  bool reversed_taken_ = false;       ///< e' has been taken
  std::vector<std::uint32_t> done_;   ///< of each thread: how many of its events lie behind
  std::vector<std::uint8_t> unknown_; ///< of each thread: what it does next is not known from this execution
  std::vector<EventId> ids_;
  std::vector<Step> steps_;
};

}  // namespace frontrun::engine
