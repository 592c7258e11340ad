#include "engine/atomic_blocks.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace frontrun::engine {

namespace {

/// States of a search that are looked at before it is given up.
constexpr std::size_t kMostStates = 50'000;

/// A set of events that is closed under happens-before: how many of each thread have taken place. Behind that, by thread,
/// whether it has found that its next operation has to wait.
using State = std::vector<std::uint32_t>;

/// The moves that a trace allows: each has one thread run a block.
class Blocks {
 public:
  explicit Blocks(const Trace& trace) : trace_(trace), threads_(trace.threads()), pending_(threads_), starts_(threads_) {
    for (EventId id = 0; id < trace.size(); ++id) {
      const Operation& operation = trace[id].operation;
      const auto accesses = operation.accesses();
      const bool changes = std::any_of(accesses.begin(), accesses.end(), [](Access a) { return a.writes(); });
      if (operation.object != nullptr && changes && !operation.barrier) changes_[operation.object].push_back(id);
    }
    for (const Pending& pending : trace.pending()) {
      if (pending.at == trace.size()) pending_[pending.thread] = &pending;
    }
    for (ThreadId thread = 0; thread < threads_; ++thread) {
      starts_[thread].resize(trace.clocks().width());
      trace.order_before(thread, 1, 0, starts_[thread].data());
    }
  }

  State first() const {
    State state(2 * threads_);
    note_waiting(state);
    return state;
  }

  bool is_last(const State& state) const {
    for (ThreadId thread = 0; thread < threads_; ++thread) {
      if (state[thread] < trace_.events_of(thread).size()) return false;
    }
    return true;
  }

  struct Move {
    State after;
    bool synchronises = false;  ///< it may decide who else has to wait
  };

  /// Runs a block of `thread`. Nullopt: it cannot run now, or not without performing what has not its place here.
  std::optional<Move> run(const State& state, ThreadId thread) const {
    const std::span<const EventId> events = trace_.events_of(thread);
    Move move{.after = state, .synchronises = false};
    std::uint32_t& done = move.after[thread];
    std::uint32_t& waiting = move.after[threads_ + thread];
    if (done == events.size()) return std::nullopt;
    const bool waited = waiting != 0;
    do {
      const Event& event = trace_[events[done]];
      if (!ready(move.after, thread, events[done]) ||
          (event.operation.barrier && blocking(event.operation.sync) && !waited)) {
        return std::nullopt;
      }
      move.synchronises = move.synchronises || event.operation.object != nullptr;
      ++done;
      waiting = 0;
      if (waited) break;
    } while (goes_on(move.after, thread));
    if (done == events.size()) {
      move.synchronises = true;
      const Pending* pending = pending_[thread];
      if (pending != nullptr && !waited && pending->operation.glued && !pending->enabled &&
          !waits(move.after, pending->operation, true)) {
        return std::nullopt;  // it would not have stopped there
      }
    }
    note_waiting(move.after);
    return move;
  }

 private:
  /// Has all that happens before an event of `thread` taken place?
  bool ready(const State& state, ThreadId thread, EventId event) const {
    const std::uint32_t* clock = trace_.clock(event);
    for (ThreadId other = 0; other < threads_; ++other) {
      if (other != thread && clock[other] > state[other]) return false;
    }
    return true;
  }

  bool goes_on(const State& state, ThreadId thread) const {
    const std::span<const EventId> events = trace_.events_of(thread);
    if (state[thread] == events.size()) return false;
    const Event& next = trace_[events[state[thread]]];
    return next.operation.glued && !waits(state, next);
  }

  bool waits(const State& state, const Event& event) const {
    return waits(state, event.operation, !enabled(event.operation.sync, event.before, event.operation.operand));
  }

  /// Does an operation have to wait if its thread comes to it in this state? `always`: it does where nothing changes its
  /// object.
  bool waits(const State& state, const Operation& operation, bool always) const {
    if (operation.object == nullptr || !blocking(operation.sync)) return false;
    if (operation.sync == SyncKind::join && operation.peer != kNoThread)
      return always || state[operation.peer] < trace_.events_of(operation.peer).size();
    if (operation.sync == SyncKind::wake) {
      if (always || operation.peer == kNoThread) return always;
      return state[operation.peer] < static_cast<std::uint64_t>(operation.operand);
    }
    const auto found = changes_.find(operation.object);
    if (found == changes_.end()) return always;
    // What changes an object is totally ordered, so those that have taken place come first.
    const std::vector<EventId>& changes = found->second;
    const auto next = std::partition_point(changes.begin(), changes.end(),
                                           [&](EventId id) { return trace_[id].index <= state[trace_[id].thread]; });
    if (next == changes.end()) return always;
    return !enabled(operation.sync, trace_[*next].before, operation.operand);
  }

  /// Between blocks any thread may run for an instant: whoever has to wait can find that out, and profits from it, as others
  /// may run behind an operation that has waited.
  void note_waiting(State& state) const {
    for (ThreadId thread = 0; thread < threads_; ++thread) {
      const std::span<const EventId> events = trace_.events_of(thread);
      if (state[thread] == events.size() || state[threads_ + thread] != 0) continue;
      const auto& start = starts_[thread];
      bool started = state[thread] > 0;
      if (!started)
        started = std::equal(state.begin(), state.begin() + static_cast<std::ptrdiff_t>(threads_), start.begin(),
                             std::greater_equal<>());
      if (started && waits(state, trace_[events[state[thread]]])) state[threads_ + thread] = 1;
    }
  }

  const Trace& trace_;
  std::size_t threads_;
  std::map<const SyncState*, std::vector<EventId>> changes_;  ///< of each object
  std::vector<const Pending*> pending_;                       ///< by thread; null: it has ended
  std::vector<std::vector<std::uint32_t>> starts_;            ///< by thread: what has to take place before it can run
};

}  // namespace

BlockSerialisation serialise_blocks(const Trace& trace) {
  const Blocks blocks(trace);
  struct Choice {
    State state;
    ThreadId thread = kNoThread;  ///< who ran up to here
    std::vector<ThreadId> rest;   ///< who else may run from here; the last one next
  };
  const auto add_steps = [](std::vector<ThreadId>& steps, const State& from, const State& to, ThreadId thread) {
    steps.insert(steps.end(), to[thread] - from[thread], thread);
  };
  // A path through the states, depth first. Moves that synchronise nothing are taken at once: whatever is possible before
  // one is possible after it. So only states with none have alternatives.
  std::vector<Choice> path;
  std::vector<std::vector<ThreadId>> steps;  // from each of the path's states to the next
  std::set<State> seen;
  const auto enter = [&](State state, ThreadId thread) {
    std::vector<ThreadId>& taken = steps.emplace_back();
    Choice choice;
    bool moved = true;
    while (moved) {
      moved = false;
      choice.rest.clear();
      for (ThreadId i = 0; i < trace.threads() && !moved; ++i) {  // whoever runs goes on, if it can
        const ThreadId next = thread == kNoThread || i > thread ? i : i == 0 ? thread : i - 1;
        const std::optional<Blocks::Move> move = blocks.run(state, next);
        if (!move) continue;
        if (move->synchronises) {
          choice.rest.insert(choice.rest.begin(), next);
          continue;
        }
        add_steps(taken, state, move->after, next);
        state = move->after;
        thread = next;
        moved = true;
      }
    }
    if (!seen.insert(state).second) choice.rest.clear();
    choice.state = std::move(state);
    choice.thread = thread;
    path.push_back(std::move(choice));
  };
  enter(blocks.first(), kNoThread);
  while (!blocks.is_last(path.back().state)) {
    if (seen.size() > kMostStates) return {Possible::unknown, {}};
    while (!path.empty() && path.back().rest.empty()) {
      path.pop_back();
      steps.pop_back();
    }
    if (path.empty()) return {Possible::no, {}};
    Choice& choice = path.back();
    const ThreadId next = choice.rest.back();
    choice.rest.pop_back();
    const State before = choice.state;
    const Blocks::Move move = *blocks.run(before, next);
    enter(move.after, next);
    std::vector<ThreadId> own;
    add_steps(own, before, move.after, next);
    steps.back().insert(steps.back().begin(), own.begin(), own.end());
  }
  BlockSerialisation result{Possible::yes, {}};
  for (const std::vector<ThreadId>& part : steps) result.steps.insert(result.steps.end(), part.begin(), part.end());
  return result;
}

void BlockWatch::note_waiting(std::span<const ThreadView> threads) {
  waiting_.resize(threads.size());
  for (ThreadId thread = 0; thread < threads.size(); ++thread) {
    const Operation& pending = threads[thread].pending;
    if (threads[thread].status != ThreadStatus::live || pending.object == nullptr || !blocking(pending.sync)) continue;
    // Within a block of another thread it cannot find out; but then that block may be over as well.
    if (pending.barrier || !threads[thread].enabled()) waiting_[thread] = true;
  }
}

void BlockWatch::before_step(std::span<const ThreadView> threads, ThreadId thread) {
  const bool last_goes_on = last_ != kNoThread && threads[last_].status == ThreadStatus::live &&
                            threads[last_].pending.glued && !last_waited_ && threads[last_].enabled() &&
                            !threads[last_].pending.barrier;
  if (!last_goes_on) note_waiting(threads);
  if (last_goes_on && thread != last_) respected_ = false;
  waiting_.resize(threads.size());
  last_waited_ = waiting_[thread];
  waiting_[thread] = false;
  last_ = thread;
}

}  // namespace frontrun::engine
