#include "engine/reversal.hpp"

#include <algorithm>

namespace frontrun::engine {

namespace {

/// Does its thread go on in the same way wherever this event comes? After operations that say nothing but that they are done
/// it does; one that expired would not have where it had not.
bool result_is_fixed(const Operation& operation) {
  if (operation.barrier || operation.tentative) return false;
  switch (operation.sync) {
    case SyncKind::release:
    case SyncKind::queue_leave:
    case SyncKind::start:
      return true;
    case SyncKind::queue_get:  // which item it gets
    case SyncKind::queue_put:  // what it is compared with
    case SyncKind::queue_use:
    case SyncKind::queue_look:
    case SyncKind::join:  // whether the thread was started at all
    case SyncKind::wake:  // whether from a barrier that is broken
      return false;
    default:
      return blocking(operation.sync);
  }
}

}  // namespace

void Reversal::start(const Trace& trace, std::span<const ThreadView> threads, const Race& race) {
  trace_ = &trace;
  threads_ = threads;
  race_ = race;
  reversed_taken_ = false;
  const std::size_t count = std::max(trace.threads(), threads.size());
  progress_.resize(count);
  taken_.clear();
  for (ThreadId thread = 0; thread < count; ++thread) {
    const std::span<const EventId> events = trace.events_of(thread);
    const auto done = std::lower_bound(events.begin(), events.end(), race.earlier) - events.begin();
    progress_[thread] = {static_cast<std::uint32_t>(done), false, false};
  }
  reversed_ = reversed_operation();
}

/// Is the next event of `thread` e'?
bool Reversal::is_reversed(ThreadId thread) const {
  return thread == race_.thread && !reversed_taken_ && progress_[thread].done + 1 == race_.index;
}

/// Does nothing that is left happen before an event of `thread` with this clock?
bool Reversal::in_order(ThreadId thread, const std::uint32_t* clock) const {
  const ThreadId other = (*trace_)[race_.earlier].thread;  // nothing of this thread is left
  for (ThreadId u = 0; u < trace_->threads(); ++u) {
    if (clock[u] > progress_[u].done && u != thread && u != other) return false;
  }
  return true;
}

/// Does `check` hold of every operation that is left, e' apart?
template <typename Check>
bool Reversal::all_others_left(Check check) const {
  for (ThreadId thread = 0; thread < trace_->threads(); ++thread) {
    const std::span<const EventId> events = trace_->events_of(thread);
    for (std::size_t i = progress_[thread].done; i < events.size() && contains(events[i]); ++i) {
      if (!check((*trace_)[events[i]].operation)) return false;
    }
  }
  return true;
}

/// Does `check` hold of every operation that is left?
template <typename Check>
bool Reversal::all_left(Check check) const {
  // e' first: what conflicts with e mostly conflicts with it.
  if (!reversed_taken_ && (reversed_ == nullptr || !check(*reversed_))) return false;
  return all_others_left(check);
}

/// e' as it is when it comes before e. A tentative one may be another than it was after e. It is not, if e does not write
/// what it reads; and if its thread was parked before it when e was to come, it is what it was then, unless something that
/// comes before it in the sequence changes it.
const Operation* Reversal::reversed_operation() const {
  const Operation* operation = race_.operation;
  if (!operation->tentative || !overwrites((*trace_)[race_.earlier].operation, *operation)) return operation;
  if (progress_[race_.thread].done + 1 != race_.index) return nullptr;
  const Operation* parked = trace_->tentative(race_.thread, race_.index, race_.earlier);
  if (parked == nullptr) return nullptr;
  return all_others_left([&](const Operation& other) { return !overwrites(other, *parked); }) ? parked : nullptr;
}

/// The operation of this execution that comes next in `thread`. Null: it does nothing more, or does not exist.
const Operation* Reversal::next_operation(ThreadId thread) const {
  const std::span<const EventId> events = trace_->events_of(thread);
  if (progress_[thread].done < events.size()) {
    const Operation& operation = (*trace_)[events[progress_[thread].done]].operation;
    return operation.barrier ? before_expiry(thread, progress_[thread].done + 1) : &operation;
  }
  if (thread < threads_.size() && threads_[thread].status == ThreadStatus::live) return &threads_[thread].pending;
  return nullptr;
}

/// An event whose deadline has expired: what it was before that.
const Operation* Reversal::before_expiry(ThreadId thread, std::uint32_t index) const {
  for (const Pending& pending : trace_->pending()) {
    if (pending.thread == thread && pending.index == index) return &pending.operation;
  }
  return nullptr;
}

/// What a thread does next that takes no part, if that is certain.
const Operation* Reversal::known_operation(ThreadId thread) const {
  if (progress_[thread].strayed) return nullptr;
  const Operation* next = next_operation(thread);
  // Of a thread that nobody has woken yet it is not known when it will be.
  if (next != nullptr && next->sync == SyncKind::wake && next->peer == kNoThread) return nullptr;
  if (next == nullptr || !next->tentative) return next;
  if (progress_[thread].stepped) return nullptr;
  const Operation* parked = trace_->tentative(thread, progress_[thread].done + 1, race_.earlier);
  if (parked == nullptr) return nullptr;
  const auto may_change = [&](const Operation* taken) { return taken == nullptr || overwrites(*taken, *parked); };
  return std::any_of(taken_.begin(), taken_.end(), may_change) ? nullptr : parked;
}

bool Reversal::can_be_first(ThreadId thread, const Footprint* footprint) const {
  if (thread >= progress_.size()) return false;
  if (is_reversed(thread)) {
    if (reversed_ == race_.operation) return in_order(thread, race_.clock);
    return all_others_left([&](const Operation& other) { return reversed_ != nullptr && !dependent(*reversed_, other); });
  }
  const std::span<const EventId> events = trace_->events_of(thread);
  if (!progress_[thread].strayed && progress_[thread].done < events.size() && contains(events[progress_[thread].done])) {
    return in_order(thread, trace_->clock(events[progress_[thread].done]));
  }
  if (const Operation* operation = known_operation(thread)) {
    return all_left([&](const Operation& other) { return !dependent(*operation, other); });
  }
  return footprint != nullptr && all_left([&](const Operation& other) { return footprint->independent(other); });
}

void Reversal::take(ThreadId thread) {
  if (is_reversed(thread)) {
    taken_.push_back(reversed_);
    reversed_taken_ = true;
    progress_[thread].strayed = true;  // it comes before e now, and may find something else
  } else {
    const std::span<const EventId> events = trace_->events_of(thread);
    if (!progress_[thread].strayed && progress_[thread].done < events.size() && contains(events[progress_[thread].done])) {
      taken_.push_back(&(*trace_)[events[progress_[thread].done]].operation);
    } else {
      taken_.push_back(known_operation(thread));
      const bool here = !progress_[thread].strayed && progress_[thread].done < events.size();
      if (!here || !result_is_fixed((*trace_)[events[progress_[thread].done]].operation)) progress_[thread].strayed = true;
    }
  }
  progress_[thread].stepped = true;
  ++progress_[thread].done;
}

std::uint32_t Reversal::take_run(ThreadId thread, std::uint32_t most) {
  const std::span<const EventId> events = trace_->events_of(thread);
  std::uint32_t taken = 0;
  if (most > 1 && !progress_[thread].strayed) {
    // Of a thread's events those that are left and in order are the first ones: clocks only grow.
    const auto begin = events.begin() + std::min<std::ptrdiff_t>(progress_[thread].done, std::ssize(events));
    const auto end = begin + std::min<std::ptrdiff_t>(most, events.end() - begin);
    const auto ready = [&](EventId id) { return contains(id) && in_order(thread, trace_->clock(id)); };
    taken = static_cast<std::uint32_t>(std::partition_point(begin, end, ready) - begin);
    progress_[thread].done += taken;
    if (taken > 0) {
      taken_.push_back(nullptr);
      progress_[thread].stepped = true;
    }
  }
  if (taken > 0 && (taken == most || !can_be_first(thread, nullptr))) return taken;
  do {
    take(thread);
  } while (++taken < most && can_be_first(thread, nullptr));
  return taken;
}

/// Adds the events `first` to `last` of a thread.
void Reversal::add_steps(ThreadId thread, std::uint32_t first, std::uint32_t last, bool together) {
  const std::span<const EventId> events = trace_->events_of(thread);
  if (together && !steps_.empty() && steps_.back().thread == thread) {
    steps_.back().count += last - first + 1;
  } else if (together) {
    steps_.push_back({thread, &(*trace_)[events[first - 1]].operation, last - first + 1});
  } else {
    for (std::uint32_t index = first; index <= last; ++index) {
      steps_.push_back({thread, &(*trace_)[events[index - 1]].operation, 1});
    }
  }
}

std::span<const Reversal::Step> Reversal::rest() {
  // What is left of each thread is a range of its events: after the first that happens after e, all do.
  std::uint32_t left = 0;
  ends_.clear();
  for (ThreadId thread = 0; thread < progress_.size(); ++thread) {
    const std::span<const EventId> events = trace_->events_of(thread);
    const auto begin = events.begin() + std::min<std::ptrdiff_t>(progress_[thread].done, std::ssize(events));
    const auto end = std::partition_point(begin, events.end(), [&](EventId id) { return contains(id); });
    ends_.push_back(static_cast<std::uint32_t>(end - events.begin()));
    left += static_cast<std::uint32_t>(end - begin);
  }
  // Executions with many races far apart would need memory for the square of their length. Of a step within a run the
  // operation is not known, which costs repeated executions: runs are for long sequences only.
  constexpr std::uint32_t kMany = 1024;
  const bool together = left > kMany;
  steps_.clear();
  const std::span<const EventId> switches = trace_->switches();
  auto run = std::upper_bound(switches.begin(), switches.end(), race_.earlier);
  while (left > 0) {
    const Event& begin = (*trace_)[*run++];
    const Event& end = (*trace_)[(run == switches.end() ? static_cast<EventId>(trace_->size()) : *run) - 1];
    const std::uint32_t first = std::max(begin.index, progress_[begin.thread].done + 1);
    const std::uint32_t last = std::min(end.index, ends_[begin.thread]);
    if (first > last) continue;
    add_steps(begin.thread, first, last, together);
    left -= last - first + 1;
  }
  if (!reversed_taken_) steps_.push_back({race_.thread, reversed_, 1});
  return steps_;
}

}  // namespace frontrun::engine
