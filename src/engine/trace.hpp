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
  SyncState before;  ///< of operation.object, just before this event
  ThreadId thread = kNoThread;
  std::uint32_t index = 0;                ///< 1-based, among the events of its thread
  EventId previous_on_object = kNoEvent;  ///< the last one before it that changed operation.object
  std::uint32_t conflicts = 0;            ///< how many of Trace::conflicts() there are up to and with this event
  std::uint64_t hash = 0;                 ///< of the trace up to and with this event
};

/// Two events of different threads that conflict, with nothing between them that orders them otherwise.
struct Conflict {
  EventId earlier = kNoEvent;
  EventId later = kNoEvent;
};

/// An operation before which a thread was parked when no thread could step, or when the execution was over.
struct Pending {
  Operation operation;
  ThreadId thread = kNoThread;
  std::uint32_t index = 0;  ///< which event of its thread it would be, 1-based
  EventId at = kNoEvent;    ///< how many events had taken place
  bool enabled = false;
  EventId last_on_object = kNoEvent;  ///< the last event that changed operation.object
  std::uint32_t first_conflict = 0;   ///< its part of Trace::pending_conflicts_
  std::uint32_t conflicts = 0;
};

class Trace {
 public:
  Trace();

  /// Empties the trace; `threads` are those that exist from the start.
  void begin(std::span<const ThreadView> threads);

  /// Adds the step that `thread` is about to make.
  void append(ThreadId thread, const Operation& operation);

  /// The same, where all events up to and with this one are those of the trace before begin(): what happens before what
  /// is known then, and only the operation is new, as its locations mean something else in every execution.
  void repeat(const Operation& operation);

  /// Notes which threads the last event has started.
  void note_started(std::span<const ThreadView> threads);

  /// Notes the tentative operations that threads are parked before now. To be called before every step.
  void note_tentative(std::span<const ThreadView> threads);

  /// What the `index`-th event of `thread` was going to be, when `at` events had taken place. Null: not noted.
  const Operation* tentative(ThreadId thread, std::uint32_t index, EventId at) const;

  /// Notes what the live threads are parked before: at the end of the execution, and before a deadline expires.
  void note_pending(std::span<const ThreadView> threads);

  std::size_t size() const { return size_; }
  const Event& operator[](EventId id) const { return events_[id]; }

  /// How many threads any event knows of; clocks have at least as many entries.
  std::size_t threads() const { return threads_.size(); }

  /// The events of one thread, in order.
  std::span<const EventId> events_of(ThreadId thread) const {
    return thread < threads_.size() ? std::span<const EventId>(threads_[thread].events) : std::span<const EventId>();
  }

  /// The event that started a thread; kNoEvent: it was there from the start.
  EventId start_of(ThreadId thread) const { return threads_[thread].start; }

  /// The positions at which another thread begins to run.
  std::span<const EventId> switches() const { return switches_; }

  /// Entry u: how many events of thread u happen before event `id` (or are it).
  const std::uint32_t* clock(EventId id) const { return clocks_.row(id); }
  const ClockTable& clocks() const { return clocks_; }

  /// Does `a` happen before `b`, or are they one?
  bool happens_before(EventId a, EventId b) const { return clock(b)[events_[a].thread] >= events_[a].index; }

  /// All conflicts that nothing else orders, in the order of their later events.
  std::span<const Conflict> conflicts() const { return {conflicts_.data(), size_ == 0 ? 0 : events_[size_ - 1].conflicts}; }

  /// The clock of what comes before the `index`-th event of `thread`, at position `at`, whatever it does: its thread's
  /// event before that, its thread's start, an expired timeout. `clock` has clocks().width() entries.
  void order_before(ThreadId thread, std::uint32_t index, EventId at, std::uint32_t* clock) const;

  /// What note_pending() was told of, barriers apart.
  std::span<const Pending> pending() const { return pending_; }

  /// The events that pending()[i] conflicts with, and that nothing else orders before it.
  std::span<const EventId> pending_conflicts(std::size_t i) const {
    return std::span(pending_conflicts_).subspan(pending_[i].first_conflict, pending_[i].conflicts);
  }

  /// The clock that pending()[i] would have, but that its own entry does not count it.
  const std::uint32_t* pending_clock(std::size_t i) const { return pending_clocks_.row(i); }

  /// The same for two executions exactly if they are the same Mazurkiewicz trace (but for collisions of 64 bits): it
  /// depends on neither the order of independent events nor the locations' keys.
  std::uint64_t hash() const { return size_ == 0 ? 0 : events_[size_ - 1].hash; }

 private:
  /// A tentative operation, as it was from some state on.
  struct Version {
    EventId from;
    std::uint32_t index;
    Operation operation;
  };

  struct ThreadEvents {
    std::vector<EventId> events;
    std::vector<Version> versions;  ///< in order of `from`
    EventId start = kNoEvent;       ///< the event that started it, if it was not there from the start
    bool known = false;
  };

  void order(ThreadId thread, const Operation& operation, EventId at, std::uint32_t* clock) const;
  void add_threads(std::size_t count);
  Event& next_event(ThreadId thread, const Operation& operation);
  EventId last_on_object(const Operation& operation) const;
  template <typename Found>
  void join_conflicts(std::uint32_t* clock, Found found);
  void join_last(ThreadId thread, std::uint32_t* clock) const;

  std::vector<Event> events_;  ///< those beyond size_ are left from the trace before, as are their clocks and conflicts
  std::size_t size_ = 0;
  ClockTable clocks_;
  std::vector<ThreadEvents> threads_;
  std::vector<Conflict> conflicts_;
  LastAccesses last_;
  std::vector<Pending> pending_;
  std::vector<EventId> pending_conflicts_;
  ClockTable pending_clocks_;
  std::vector<EventId> found_;  ///< scratch: what an operation conflicts with
  std::vector<EventId> switches_;
  std::vector<EventId> barriers_;  ///< the events that are ordered with all others
};

}  // namespace frontrun::engine
