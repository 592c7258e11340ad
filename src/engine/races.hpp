// The races of an execution: pairs of events whose order might have been the other way round.
//
// A function of the execution alone; applying its answer is the strategy's affair (reversal.hpp, dpor.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/trace.hpp"

namespace frontrun::engine {

/// A reversible race between the event `earlier` and the operation of another thread that came later, or that was left
/// pending when the execution ended.
struct Race {
  EventId earlier = kNoEvent;
  ThreadId thread = kNoThread;           ///< the later operation's
  std::uint32_t index = 0;               ///< 1-based, among the events of `thread`
  const Operation* operation = nullptr;  ///< the later one; part of the trace
  /// How many events of each thread come before the later operation once it is moved before `earlier`. The entry of the
  /// thread of `earlier` means nothing.
  const std::uint32_t* clock = nullptr;
};

class Races {
 public:
  Races() { races_.reserve(16); }

  /// All races of `trace`. Valid until the next call, or a change of the trace.
  std::span<const Race> find(const Trace& trace);

 private:
  /// An operation that came later, or was left pending.
  struct Later {
    ThreadId thread;
    std::uint32_t index;
    EventId at;  ///< its position; if pending, that which it would have had
    const Operation* operation;
    const std::uint32_t* clock;
  };

  void add(const Trace& trace, const Later& later, EventId conflicting);
  void add_let_in(const Trace& trace, const Later& later, EventId last_on_object);
  std::uint32_t* new_clock(std::size_t width);

  std::vector<Race> races_;
  std::vector<std::vector<std::uint32_t>> clocks_;  ///< those that are none of the trace's
  std::size_t clocks_used_ = 0;
};

}  // namespace frontrun::engine
