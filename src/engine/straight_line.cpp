#include "engine/straight_line.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace frontrun::engine {

namespace {

constexpr std::size_t kMostThreads = 64;
constexpr std::size_t kMostSteps = 2000;  ///< counting recurs once a step

constexpr std::uint64_t bit(ThreadId thread) { return std::uint64_t{1} << thread; }

std::uint64_t as_bits(std::span<const ThreadId> threads) {
  std::uint64_t bits = 0;
  for (const ThreadId thread : threads) {
    if (thread < kMostThreads) bits |= bit(thread);
  }
  return bits;
}

/// Calls `visit` with each thread of a set, from the lowest.
template <typename Visit>
void each(std::uint64_t threads, Visit visit) {
  for (; threads != 0; threads &= threads - 1) visit(static_cast<ThreadId>(std::countr_zero(threads)));
}

bool waits_for_peer(const Operation& operation) {
  return operation.sync == SyncKind::join || operation.sync == SyncKind::wake;
}

/// Who touches a location.
struct Touched {
  std::uint64_t readers = 0;
  std::uint64_t writers = 0;
};

}  // namespace

std::optional<StraightLine> StraightLine::of(const Trace& trace) {
  if (trace.threads() > kMostThreads) return std::nullopt;
  std::unordered_map<std::uint64_t, Touched> touched;
  for (EventId id = 0; id < trace.size(); ++id) {
    for (const Access access : trace[id].operation.accesses()) {
      Touched& threads = touched[access.location()];
      (access.writes() ? threads.writers : threads.readers) |= bit(trace[id].thread);
    }
  }
  const auto contended = [&](const Event& event) {
    if (event.operation.barrier || waits_for_peer(event.operation)) return true;
    return std::ranges::any_of(event.operation.accesses(), [&](Access access) {
      const Touched& threads = touched[access.location()];
      return ((threads.writers | (access.writes() ? threads.readers : 0)) & ~bit(event.thread)) != 0;
    });
  };

  StraightLine program;
  program.threads_.resize(trace.threads());
  std::unordered_map<const SyncState*, std::uint32_t> objects;
  std::vector<std::uint32_t> steps_behind;  // of its thread, after each event
  for (EventId id = 0; id < trace.size(); ++id) {
    const Event& event = trace[id];
    std::vector<std::uint32_t>& steps = program.threads_[event.thread].steps;
    const bool counts = contended(event);
    program.steps_before_.push_back(static_cast<std::uint32_t>(program.order_.size()));
    steps_behind.push_back(static_cast<std::uint32_t>(steps.size() + counts));
    if (!counts) continue;
    program.order_.push_back(event.thread);
    if (program.steps_.size() == kMostSteps) return std::nullopt;
    const Operation& operation = event.operation;
    Step step{.accesses = static_cast<std::uint32_t>(program.accesses_.size()),
              .count = operation.count,
              .operand = operation.operand,
              .sync = operation.sync,
              .barrier = operation.barrier};
    if (operation.object != nullptr && !waits_for_peer(operation)) {
      const auto [known, added] = objects.try_emplace(operation.object, static_cast<std::uint32_t>(objects.size()));
      if (added) program.objects_.push_back(event.before);
      step.object = known->second;
    }
    if (waits_for_peer(operation) && operation.peer < trace.threads()) {
      const std::span<const EventId> events = trace.events_of(operation.peer);
      const auto behind = static_cast<std::size_t>(step.sync == SyncKind::wake ? operation.operand : events.size());
      step.peer = operation.peer;
      step.after = behind == 0 ? 0 : steps_behind[events[behind - 1]];
    }
    program.accesses_.insert(program.accesses_.end(), operation.accesses().begin(), operation.accesses().end());
    steps.push_back(static_cast<std::uint32_t>(program.steps_.size()));
    program.steps_.push_back(step);
  }
  program.steps_before_.push_back(static_cast<std::uint32_t>(program.order_.size()));
  for (ThreadId thread = 0; thread < trace.threads(); ++thread) {
    const EventId start = trace.start_of(thread);
    if (start == kNoEvent) continue;
    program.threads_[thread].starter = trace[start].thread;
    program.threads_[thread].started_after = steps_behind[start];
  }
  program.note_conflicts();
  return program;
}

void StraightLine::note_conflicts() {
  struct Last {
    std::uint32_t access = 0;  ///< so many steps of the thread there are up to the last one that touches the location
    std::uint32_t write = 0;
  };
  const std::size_t width = threads_.size();
  std::unordered_map<std::uint64_t, std::vector<Last>> last;  // of each thread
  for (ThreadId thread = 0; thread < width; ++thread) {
    for (std::uint32_t i = 0; i < threads_[thread].steps.size(); ++i) {
      for (const Access access : accesses(steps_[threads_[thread].steps[i]])) {
        std::vector<Last>& threads = last[access.location()];
        threads.resize(width);
        threads[thread].access = i + 1;
        if (access.writes()) threads[thread].write = i + 1;
      }
    }
  }
  last_conflict_.resize(steps_.size() * width);
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    for (ThreadId thread = 0; thread < width; ++thread) {
      std::uint32_t& most = last_conflict_[step * width + thread];
      if (steps_[step].barrier) most = static_cast<std::uint32_t>(threads_[thread].steps.size());
      for (const Access access : accesses(steps_[step])) {
        const Last& touched = last[access.location()][thread];
        most = std::max(most, access.writes() ? touched.access : touched.write);
      }
    }
  }
}

bool StraightLine::enabled(ThreadId id) const {
  const Thread& thread = threads_[id];
  if (thread.next == thread.steps.size()) return false;
  if (thread.starter != kNoThread && threads_[thread.starter].next < thread.started_after) return false;
  const Step& step = next(id);
  if (step.peer < threads_.size() && threads_[step.peer].next < step.after) return false;
  if (step.object == kNone) return true;
  return engine::enabled(step.sync, objects_[step.object], step.operand);
}

/// Time passes (a barrier) when nothing else is left to do.
StraightLine::Threads StraightLine::enabled_threads() const {
  Threads able = 0;
  Threads barriers = 0;
  for (ThreadId thread = 0; thread < threads_.size(); ++thread) {
    if (enabled(thread)) (next(thread).barrier ? barriers : able) |= bit(thread);
  }
  return able != 0 ? able : barriers;
}

bool StraightLine::commute(const Step& a, const Step& b) const {
  if (a.barrier || b.barrier) return false;
  return std::ranges::none_of(
      accesses(a), [&](Access x) { return std::ranges::any_of(accesses(b), [&](Access y) { return conflict(x, y); }); });
}

/// Does its next step commute with all that other threads have yet to do?
bool StraightLine::local(ThreadId thread) const {
  const std::uint32_t* const last = last_conflict_.data() + threads_[thread].steps[threads_[thread].next] * threads_.size();
  for (ThreadId other = 0; other < threads_.size(); ++other) {
    if (other != thread && last[other] > threads_[other].next) return false;
  }
  return true;
}

/// Who of the sleeping threads sleeps on when a thread makes its next step.
StraightLine::Threads StraightLine::asleep_after(Threads sleeping, ThreadId thread) const {
  Threads left = 0;
  each(sleeping & ~bit(thread), [&](ThreadId other) {
    if (threads_[other].next < threads_[other].steps.size() && commute(next(thread), next(other))) left |= bit(other);
  });
  return left;
}

void StraightLine::step(ThreadId thread) {
  const Step& step = next(thread);
  Made& made = made_.emplace_back(thread, SyncState{});
  if (step.object != kNone) {
    SyncState& object = objects_[step.object];
    made.before = object;
    apply(step.sync, object, thread, step.operand);
    if (step.sync == SyncKind::queue_put) ++object.size;
    if (step.sync == SyncKind::queue_get) --object.size;
  }
  ++threads_[thread].next;
}

void StraightLine::rewind(std::size_t steps) {
  for (; made_.size() > steps; made_.pop_back()) {
    --threads_[made_.back().thread].next;
    const Step& step = next(made_.back().thread);
    if (step.object != kNone) objects_[step.object] = made_.back().before;
  }
}

void StraightLine::go_to(std::size_t events) {
  rewind(steps_before_[events]);
  while (made_.size() < steps_before_[events]) step(order_[made_.size()]);
}

std::uint64_t StraightLine::state_hash(Threads sleeping) const {
  std::uint64_t hash = Random(sleeping).next();
  for (const Thread& thread : threads_) hash = Random(hash ^ thread.next).next();
  return hash;
}

double StraightLine::count(Threads sleeping, double states) {
  if (--states_ < enough_) exact_ = false;
  if (!exact_ && states == kAll) return 0;  // all for nothing
  const std::size_t made = made_.size();
  double traces = 0;
  while (true) {
    const Threads able = enabled_threads();
    Threads alone = 0;
    each(able, [&](ThreadId thread) {
      if (alone == 0 && local(thread)) alone = bit(thread);
    });
    if (able == 0) traces = 1;
    if ((alone & sleeping) != 0) break;
    if (alone == 0 && std::has_single_bit(able & ~sleeping)) alone = able & ~sleeping;
    if (alone == 0) {
      if ((able & ~sleeping) != 0) traces = count_branches(able & ~sleeping, able & sleeping, states);
      break;
    }
    const auto thread = static_cast<ThreadId>(std::countr_zero(alone));
    sleeping = asleep_after(sleeping, thread);
    step(thread);
  }
  rewind(made);
  return traces;
}

/// The same, where none of those that may step is local.
double StraightLine::count_branches(Threads branches, Threads sleeping, double states) {
  const std::uint64_t hash = state_hash(sleeping);
  if (const auto known = known_.find(hash); known != known_.end() && known->second.states >= states) {
    exact_ = exact_ && known->second.states == kAll;
    return known->second.traces;
  }
  const auto below = [&](ThreadId thread, double share) {
    const Threads left = asleep_after(sleeping, thread);
    step(thread);
    const double traces = count(left, share);
    rewind(made_.size() - 1);
    sleeping |= bit(thread);
    return traces;
  };
  const int many = std::popcount(branches);
  if (states < many) {
    exact_ = false;
    std::uint32_t drawn = random_.below(static_cast<std::uint32_t>(many));
    for (; drawn > 0; --drawn) {
      sleeping |= branches & -branches;
      branches &= branches - 1;
    }
    return many * below(static_cast<ThreadId>(std::countr_zero(branches)), states);
  }
  const bool exact_before = std::exchange(exact_, true);
  const double states_before = states_;
  double traces = 0;
  int left = many;
  each(branches, [&](ThreadId thread) { traces += below(thread, (states - (states_before - states_)) / left--); });
  if (exact_ || states < kAll) known_[hash] = {traces, exact_ ? kAll : states};
  exact_ = exact_ && exact_before;
  return traces;
}

/// Looks into everything, if that does not take too long.
double StraightLine::count(Threads sleeping) {
  exact_ = true;
  enough_ = states_ * 3 / 4;
  double traces = count(sleeping, kAll);
  if (!exact_) {
    enough_ = -kAll;
    traces = count(sleeping, states_ / 8);
  }
  return traces;
}

double StraightLine::traces(std::span<const ThreadId> sleeping) { return count(as_bits(sleeping)); }

double StraightLine::traces(std::span<const ThreadId> sleeping, ThreadId thread) {
  if (thread >= threads_.size() || !enabled(thread)) return 0;
  const Threads left = asleep_after(as_bits(sleeping), thread);
  step(thread);
  const double traces = count(left);
  rewind(made_.size() - 1);
  return traces;
}

}  // namespace frontrun::engine
