#include "engine/trace.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace frontrun::engine {

namespace {

/// The two halves of the product, folded: one round of wyhash (Wang Yi, public domain).
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// The hash of one event. Entries that are zero take no part, so that the clock's width does not matter.
std::uint64_t event_hash(ThreadId thread, const std::uint32_t* clock, std::size_t width) {
  std::uint64_t hash = mix(thread ^ 0xA0761D6478BD642Fu, 0xE7037ED1A0B428DBu);
  for (std::size_t i = 0; i < width; ++i) {
    if (clock[i] != 0) hash = mix(hash ^ (static_cast<std::uint64_t>(clock[i]) << 32 | i), 0x8EBC6AF09C88C6E3u);
  }
  return hash;
}

}  // namespace

Trace::Trace() {
  // Explorations of a few short executions are common, and growing step by step would be a good part of their cost.
  constexpr std::size_t kSmall = 32;
  events_.reserve(kSmall);
  conflicts_.reserve(kSmall);
  found_.reserve(kSmall);
  switches_.reserve(kSmall);
}

void Trace::begin(std::span<const ThreadView> threads) {
  size_ = 0;
  last_.clear();
  switches_.clear();
  barriers_.clear();
  pending_.clear();
  pending_conflicts_.clear();
  for (ThreadEvents& thread : threads_) {
    thread.events.clear();
    thread.versions.clear();
    thread.start = kNoEvent;
    thread.known = false;
  }
  if (threads_.size() < threads.size()) add_threads(threads.size());
  for (std::size_t i = 0; i < threads.size(); ++i) threads_[i].known = threads[i].status != ThreadStatus::absent;
}

void Trace::add_threads(std::size_t count) {
  for (std::size_t i = threads_.size(); i < count; ++i) threads_.emplace_back().events.reserve(16);
  clocks_.widen(count);
  pending_clocks_.widen(count);
}

void Trace::note_started(std::span<const ThreadView> threads) {
  if (threads_.size() < threads.size()) add_threads(threads.size());
  for (std::size_t i = 0; i < threads.size(); ++i) {
    if (threads_[i].known || threads[i].status == ThreadStatus::absent) continue;
    threads_[i].known = true;
    threads_[i].start = static_cast<EventId>(size_ - 1);
  }
}

void Trace::join_last(ThreadId thread, std::uint32_t* clock) const {
  const ThreadEvents& other = threads_[thread];
  const EventId last = other.events.empty() ? other.start : other.events.back();
  if (last != kNoEvent) clocks_.join(clock, clocks_.row(last));
}

void Trace::order_before(ThreadId thread, std::uint32_t index, EventId at, std::uint32_t* clock) const {
  const ThreadEvents& mine = threads_[thread];
  const EventId previous = index > 1 ? mine.events[index - 2] : mine.start;
  if (previous != kNoEvent) {
    clocks_.copy(clock, clocks_.row(previous));
  } else {
    clocks_.clear(clock);
  }
  if (barriers_.empty()) return;
  const auto next = std::lower_bound(barriers_.begin(), barriers_.end(), at);
  if (next != barriers_.begin()) clocks_.join(clock, clocks_.row(next[-1]));
}

/// The part of an operation's clock that is order and never a race.
void Trace::order(ThreadId thread, const Operation& operation, EventId at, std::uint32_t* clock) const {
  order_before(thread, static_cast<std::uint32_t>(threads_[thread].events.size() + 1), at, clock);
  if (operation.sync == SyncKind::join && operation.peer < threads_.size()) join_last(operation.peer, clock);
  if (operation.sync == SyncKind::wake && operation.peer < threads_.size()) {
    clocks_.join(clock, clocks_.row(threads_[operation.peer].events[static_cast<std::size_t>(operation.operand - 1)]));
  }
  if (operation.barrier) {
    for (ThreadId other = 0; other < threads_.size(); ++other) join_last(other, clock);
  }
}

/// Joins the events in found_, and calls `found` with each that no other has seen.
template <typename Found>
void Trace::join_conflicts(std::uint32_t* clock, Found found) {
  // From the newest: what an event that is joined already has seen is no immediate predecessor.
  if (found_.size() > 1) std::sort(found_.begin(), found_.end(), std::greater<>());
  for (const EventId other : found_) {
    if (clock[events_[other].thread] >= events_[other].index) continue;
    found(other);
    clocks_.join(clock, clocks_.row(other));
  }
}

Event& Trace::next_event(ThreadId thread, const Operation& operation) {
  if (thread >= threads_.size() || !threads_[thread].known) {
    throw std::logic_error("engine: a thread steps that no start operation has started");
  }
  if (size_ == events_.size()) events_.emplace_back();
  const auto id = static_cast<EventId>(size_++);
  Event& event = events_[id];
  event.operation = operation;
  if (operation.object != nullptr) event.before = *operation.object;
  event.thread = thread;
  threads_[thread].events.push_back(id);
  event.index = static_cast<std::uint32_t>(threads_[thread].events.size());
  if (id == 0 || events_[id - 1].thread != thread) switches_.push_back(id);
  if (operation.barrier) barriers_.push_back(id);
  return event;
}

void Trace::append(ThreadId thread, const Operation& operation) {
  const auto id = static_cast<EventId>(size_);
  std::uint32_t* clock = clocks_.make(id);
  if (thread < threads_.size()) order(thread, operation, id, clock);
  conflicts_.resize(conflicts().size());
  const std::uint64_t hash_before = hash();

  Event& event = next_event(thread, operation);
  event.previous_on_object = kNoEvent;
  found_.clear();
  for (const Access access : operation.accesses()) {
    LastAccesses::Cell& cell = last_.at(access.location());
    if (operation.object != nullptr && cell.write != kNoEvent && cell.write != id &&
        events_[cell.write].operation.object == operation.object) {
      event.previous_on_object = cell.write;
    }
    last_.conflicts(cell, access.writes(), found_);
    last_.record(cell, access.writes(), id, thread);
  }
  clock[thread] = event.index;  // before the join, as an operation may read what it writes
  join_conflicts(clock, [&](EventId other) { conflicts_.push_back({other, id}); });
  event.conflicts = static_cast<std::uint32_t>(conflicts_.size());
  event.hash = hash_before + event_hash(thread, clock, threads_.size());
}

void Trace::repeat(const Operation& operation) {
  const auto id = static_cast<EventId>(size_);
  const ThreadId thread = events_[id].thread;
  next_event(thread, operation);
  for (const Access access : operation.accesses()) {
    last_.record(last_.at(access.location()), access.writes(), id, thread);
  }
}

void Trace::note_tentative(std::span<const ThreadView> threads) {
  const auto same_location = [](Access a, Access b) { return a.location() == b.location() && a.writes() == b.writes(); };
  for (ThreadId thread = 0; thread < threads.size(); ++thread) {
    const Operation& operation = threads[thread].pending;
    if (threads[thread].status != ThreadStatus::live || !operation.tentative) continue;
    std::vector<Version>& versions = threads_[thread].versions;
    const auto index = static_cast<std::uint32_t>(threads_[thread].events.size() + 1);
    if (!versions.empty() && versions.back().index == index &&
        std::ranges::equal(versions.back().operation.accesses(), operation.accesses(), same_location)) {
      continue;
    }
    versions.push_back({static_cast<EventId>(size_), index, operation});
  }
}

const Operation* Trace::tentative(ThreadId thread, std::uint32_t index, EventId at) const {
  const std::vector<Version>& versions = threads_[thread].versions;
  auto next = std::upper_bound(versions.begin(), versions.end(), at, [](EventId a, const Version& b) { return a < b.from; });
  if (next == versions.begin() || next[-1].index != index) return nullptr;
  return &next[-1].operation;
}

void Trace::note_pending(std::span<const ThreadView> threads) {
  for (ThreadId thread = 0; thread < threads.size(); ++thread) {
    const Operation& operation = threads[thread].pending;
    if (threads[thread].status != ThreadStatus::live || operation.barrier) continue;
    std::uint32_t* clock = pending_clocks_.make(pending_.size());
    order(thread, operation, static_cast<EventId>(size_), clock);
    found_.clear();
    for (const Access access : operation.accesses()) {
      if (const LastAccesses::Cell* cell = last_.find(access.location())) last_.conflicts(*cell, access.writes(), found_);
    }
    Pending& pending = pending_.emplace_back();
    pending.operation = operation;
    pending.thread = thread;
    pending.index = static_cast<std::uint32_t>(threads_[thread].events.size() + 1);
    pending.at = static_cast<EventId>(size_);
    pending.enabled = threads[thread].enabled();
    pending.last_on_object = last_on_object(operation);
    pending.first_conflict = static_cast<std::uint32_t>(pending_conflicts_.size());
    join_conflicts(clock, [&](EventId other) { pending_conflicts_.push_back(other); });
    pending.conflicts = static_cast<std::uint32_t>(pending_conflicts_.size()) - pending.first_conflict;
  }
}

EventId Trace::last_on_object(const Operation& operation) const {
  if (operation.object == nullptr) return kNoEvent;
  for (const Access access : operation.accesses()) {
    const LastAccesses::Cell* cell = last_.find(access.location());
    if (cell != nullptr && cell->write != kNoEvent && events_[cell->write].operation.object == operation.object) {
      return cell->write;
    }
  }
  return kNoEvent;
}

}  // namespace frontrun::engine
