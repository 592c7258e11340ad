#include "engine/races.hpp"

namespace frontrun::engine {

std::span<const Race> Races::find(const Trace& trace) {
  races_.clear();
  clocks_used_ = 0;
  for (const Conflict& conflict : trace.conflicts()) {
    const Event& event = trace[conflict.later];
    if (event.operation.barrier) continue;
    add(trace, {event.thread, event.index, conflict.later, &event.operation, trace.clock(conflict.later)}, conflict.earlier);
  }
  // The operations that threads were left with take part, too: a deadlock hides orders otherwise, and so does a deadline
  // that expires when nothing else can happen.
  for (std::size_t i = 0; i < trace.pending().size(); ++i) {
    const Pending& pending = trace.pending()[i];
    const Later later{pending.thread, pending.index, pending.at, &pending.operation, trace.pending_clock(i)};
    if (pending.enabled) {
      for (const EventId conflicting : trace.pending_conflicts(i)) add(trace, later, conflicting);
    } else {
      add_let_in(trace, later, pending.last_on_object);
    }
  }
  return races_;
}

void Races::add(const Trace& trace, const Later& later, EventId conflicting) {
  const Operation& mine = *later.operation;
  const Event& other = trace[conflicting];
  const bool opened = blocking(mine.sync) && mine.object != nullptr && other.operation.object == mine.object &&
                      !enabled(mine.sync, other.before, mine.operand);
  if (opened) {
    add_let_in(trace, later, conflicting);
  } else {
    races_.push_back({conflicting, later.thread, later.index, later.operation, later.clock});
  }
}

/// An operation that was blocked before `last_on_object`, or is so still: the release that lets an acquire in is no race.
/// Its rival is the latest event before which it was enabled, unless that comes before its thread's own previous event.
void Races::add_let_in(const Trace& trace, const Later& later, EventId last_on_object) {
  const Operation& mine = *later.operation;
  EventId rival = last_on_object;
  while (rival != kNoEvent && !enabled(mine.sync, trace[rival].before, mine.operand))
    rival = trace[rival].previous_on_object;
  if (rival == kNoEvent) return;

  std::uint32_t* clock = new_clock(trace.clocks().width());
  trace.order_before(later.thread, later.index, later.at, clock);
  const Event& other = trace[rival];
  if (clock[other.thread] >= other.index) return;
  // Moved before its rival the operation no longer comes after the release. It still comes after what it conflicts with of
  // the events that stay, which only an operation with more than the object among its accesses can do.
  for (EventId id = rival + 1; mine.count > 1 && id < later.at; ++id) {
    if (!trace.happens_before(rival, id) && dependent(trace[id].operation, mine)) trace.clocks().join(clock, trace.clock(id));
  }
  races_.push_back({rival, later.thread, later.index, later.operation, clock});
}

std::uint32_t* Races::new_clock(std::size_t width) {
  if (clocks_used_ == clocks_.size()) clocks_.emplace_back();
  std::vector<std::uint32_t>& clock = clocks_[clocks_used_++];
  clock.resize(width);
  return clock.data();
}

}  // namespace frontrun::engine
