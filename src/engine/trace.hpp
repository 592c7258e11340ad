// One execution: its events, and which of them happens before which.
//
// Happens-before is the least order in which an event comes after the earlier events of its thread, after every earlier
// event that it conflicts with, after the start of its thread, and, for a join, after all of the joined thread. Two
// executions with the same order are the same Mazurkiewicz trace. Clocks are computed as events are appended, each
// conflict found through the location's last accesses, so that a trace costs time linear in its length.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/clock.hpp"
#include "engine/last_access.hpp"
#include "engine/program.hpp"

namespace frontrun::engine {

struct Event {
  Operation operation;
  SyncState before;                       ///< of operation.object, just before this event
  ThreadId thread = kNoThread;
  std::uint32_t index = 0;                ///< 1-based, among the events of its thread
  EventId previous_on_object = kNoEvent;  ///< the last one before it that changed operation.object
};

/// Two events of different threads that conflict, with nothing between them that orders them otherwise.
struct Conflict {
  EventId earlier = kNoEvent;
  EventId later = kNoEvent;
};

class Trace {
 public:
  /// Empties the trace; `threads` are those that exist from the start.
  void begin(std::span<const ThreadView> threads);

  /// Adds the step that `thread` is about to make.
  void append(ThreadId thread, const Operation& operation);

  /// Notes which threads the last event has started.
  void note_started(std::span<const ThreadView> threads);

  std::size_t size() const { return events_.size(); }
  const Event& operator[](EventId id) const { return events_[id]; }

  /// How many threads any event knows of; clocks have at least as many entries.
  std::size_t threads() const { return threads_.size(); }

  /// The events of one thread, in order.
  std::span<const EventId> events_of(ThreadId thread) const {
    return thread < threads_.size() ? std::span<const EventId>(threads_[thread].events) : std::span<const EventId>();
  }

  /// Entry u: how many events of thread u happen before event `id` (or are it).
  const std::uint32_t* clock(EventId id) const { return clocks_.row(id); }
  const ClockTable& clocks() const { return clocks_; }

  /// Does `a` happen before `b`, or are they one?
  bool happens_before(EventId a, EventId b) const { return clock(b)[events_[a].thread] >= events_[a].index; }

  /// All conflicts that nothing else orders, in the order of their later events.
  std::span<const Conflict> conflicts() const { return conflicts_; }

  /// The last event that changed the object of `operation`; kNoEvent if none did.
  EventId last_on_object(const Operation& operation) const;

  /// The clock of what comes before the `index`-th event of `thread`, at position `at`, whatever it does: its thread's
  /// event before that, its thread's start, an expired timeout. `clock` has clocks().width() entries.
  void order_before(ThreadId thread, std::uint32_t index, EventId at, std::uint32_t* clock) const;

  /// The clock of `operation`, were it appended now, and the events that it would conflict with and nothing else orders.
  void conflicts_of(ThreadId thread, const Operation& operation, std::uint32_t* clock, std::vector<EventId>& out) const;

  /// The same for two executions exactly if they are the same Mazurkiewicz trace (but for collisions of 64 bits): it
  /// depends on neither the order of independent events nor the locations' keys.
  std::uint64_t hash() const { return hash_; }

 private:
  struct ThreadEvents {
    std::vector<EventId> events;
    EventId start = kNoEvent;  ///< the event that started it, if it was not there from the start
    bool known = false;
  };

  void order(ThreadId thread, const Operation& operation, EventId at, std::uint32_t* clock) const;
  void join_last(ThreadId thread, std::uint32_t* clock) const;

  std::vector<Event> events_;
  ClockTable clocks_;
  std::vector<ThreadEvents> threads_;
  std::vector<Conflict> conflicts_;
  LastAccesses last_;
  std::vector<EventId> found_;     ///< scratch of append()
  std::vector<EventId> barriers_;  ///< the events that are ordered with all others
  std::uint64_t hash_ = 0;
};

}  // namespace frontrun::engine
