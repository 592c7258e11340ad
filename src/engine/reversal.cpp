#include "engine/reversal.hpp"

#include <algorithm>

namespace frontrun::engine {

namespace {

/// Does an operation that its thread had pending in one place return the same wherever it can be performed? It does for
/// those that say nothing but that they are done.
bool result_is_fixed(const Operation& operation) { return blocking(operation.sync) || operation.sync == SyncKind::start; }

}  // namespace

void Reversal::start(const Trace& trace, std::span<const ThreadView> threads, const Race& race) {
  trace_ = &trace;
  threads_ = threads;
  race_ = race;
  reversed_taken_ = false;
  const std::size_t count = std::max(trace.threads(), threads.size());
  done_.resize(count);
  unknown_.assign(count, 0);
  for (ThreadId thread = 0; thread < count; ++thread) {
    const std::span<const EventId> events = trace.events_of(thread);
    done_[thread] = static_cast<std::uint32_t>(std::lower_bound(events.begin(), events.end(), race.earlier) - events.begin());
  }
}

/// Is an event that comes after `earlier` part of the sequence (e' apart)?
bool Reversal::contains(EventId id) const {
  const Event& event = (*trace_)[id];
  if (event.thread == race_.thread && event.index >= race_.index) return false;
  return !trace_->happens_before(race_.earlier, id);
}

/// Is the next event of `thread` e'?
bool Reversal::is_reversed(ThreadId thread) const {
  return thread == race_.thread && !reversed_taken_ && done_[thread] + 1 == race_.index;
}

/// Null: the thread does nothing more, or does not exist, in this execution.
const Operation* Reversal::next_operation(ThreadId thread) const {
  const std::span<const EventId> events = trace_->events_of(thread);
  if (done_[thread] < events.size()) return &(*trace_)[events[done_[thread]]].operation;
  if (thread < threads_.size() && threads_[thread].status == ThreadStatus::live) return &threads_[thread].pending;
  return nullptr;
}

/// Does nothing that is left happen before an event of `thread` with this clock?
bool Reversal::in_order(ThreadId thread, const std::uint32_t* clock) const {
  const ThreadId other = (*trace_)[race_.earlier].thread;  // nothing of this thread is left
  for (ThreadId u = 0; u < trace_->threads(); ++u) {
    if (clock[u] > done_[u] && u != thread && u != other) return false;
  }
  return true;
}

/// Whether `check` holds of every operation that is left; nullopt if it holds of none certainly not, and of some perhaps.
template <typename Check>
std::optional<bool> Reversal::for_all(Check check) const {
  std::optional<bool> all = true;
  const auto refuted = [&](const Operation& operation) {
    const std::optional<bool> one = check(operation);
    if (!one) all = std::nullopt;
    return one && !*one;
  };
  // e' first: what conflicts with e mostly conflicts with it.
  if (!reversed_taken_ && refuted(*race_.operation)) return false;
  for (ThreadId thread = 0; thread < trace_->threads(); ++thread) {
    const std::span<const EventId> events = trace_->events_of(thread);
    for (std::size_t i = done_[thread]; i < events.size() && contains(events[i]); ++i) {
      if (refuted((*trace_)[events[i]].operation)) return false;
    }
  }
  return all;
}

std::optional<bool> Reversal::can_be_first(ThreadId thread, const Footprint* footprint) const {
  if (thread >= done_.size()) return std::nullopt;
  if (is_reversed(thread)) return in_order(thread, race_.clock);
  const std::span<const EventId> events = trace_->events_of(thread);
  if (done_[thread] < events.size() && !unknown_[thread]) {
    const EventId next = events[done_[thread]];
    if (contains(next)) return in_order(thread, trace_->clock(next));
  }
  if (!unknown_[thread]) {
    const Operation* operation = next_operation(thread);
    if (operation != nullptr) return for_all([&](const Operation& other) { return std::optional(!dependent(*operation, other)); });
  }
  if (footprint == nullptr) return std::nullopt;
  return for_all([&](const Operation& other) { return footprint->independent(other); });
}

void Reversal::take(ThreadId thread) {
  if (is_reversed(thread)) {
    reversed_taken_ = true;
    unknown_[thread] = 1;  // it comes before e now, and may find something else
  } else {
    const std::span<const EventId> events = trace_->events_of(thread);
    const bool known = done_[thread] < events.size();
    // A stray step was after e in this execution, because it conflicts with something that is not in the sequence.
    if (!known || (!contains(events[done_[thread]]) && !result_is_fixed((*trace_)[events[done_[thread]]].operation))) {
      unknown_[thread] = 1;
    }
  }
  ++done_[thread];
}

std::span<const Reversal::Step> Reversal::rest() {
  ids_.clear();
  for (ThreadId thread = 0; thread < trace_->threads(); ++thread) {
    const std::span<const EventId> events = trace_->events_of(thread);
    for (std::size_t i = done_[thread]; i < events.size() && contains(events[i]); ++i) ids_.push_back(events[i]);
  }
  std::sort(ids_.begin(), ids_.end());
  steps_.clear();
  for (const EventId id : ids_) steps_.push_back({(*trace_)[id].thread, &(*trace_)[id].operation});
  if (!reversed_taken_) steps_.push_back({race_.thread, race_.operation});
  return steps_;
}

}  // namespace frontrun::engine
