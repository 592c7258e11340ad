#include "engine/brute_force.hpp"

#include <algorithm>

namespace frontrun::engine::test {

namespace {

/// Does an operation touch a place, as a value or as a synchronisation object? 0: no, 1: only looks, 2: changes it.
int touches(const Op& op, int place, bool object) {
  switch (op.what) {
    case Do::read:
    case Do::branch:
    case Do::stop_if_zero:
      return !object && op.place == place ? 1 : 0;
    case Do::write:
    case Do::store:
      return !object && op.place == place ? 2 : 0;
    case Do::copy:
    case Do::follow:
      return object ? 0 : op.n == place ? 2 : op.place == place ? 1 : 0;
    case Do::take:
      return (object ? op.place : op.n) == place ? 2 : 0;
    case Do::sweep:
      return !object && place < 4 ? 1 : 0;
    case Do::locked:
    case Do::wait:
    case Do::is_empty:
    case Do::join_queue:
    case Do::timed_wait:
      return object && op.place == place ? 1 : 0;
    case Do::start:
    case Do::join:
    case Do::notify:
    case Do::woken:
    case Do::timed_woken:
      return 0;
    default:
      return object && op.place == place ? 2 : 0;
  }
}

bool commute(const Done& a, const Done& b) {
  if (a.expired || b.expired) return false;
  const auto wakes = [](const Done& x, const Done& y) {
    return y.waiter >= 0 && std::find(x.wakes.begin(), x.wakes.end(), y.waiter) != x.wakes.end();
  };
  if (wakes(a, b) || wakes(b, a)) return false;
  for (int place = 0; place < kPlaces; ++place) {
    for (const bool object : {false, true}) {
      const int mine = touches(a.op, place, object);
      const int theirs = touches(b.op, place, object);
      if (mine != 0 && theirs != 0 && mine + theirs > 2) return false;
    }
  }
  return true;
}

std::uint32_t name(const Done& event) { return event.thread << 8 | static_cast<std::uint32_t>(event.index); }

}  // namespace

Canonical canonical(const std::vector<Done>& trace) {
  Canonical key;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    key.push_back(name(trace[i]));
    for (std::size_t j = i + 1; j < trace.size(); ++j) {
      if (trace[i].thread != trace[j].thread && !commute(trace[i], trace[j])) {
        key.push_back(0x80000000u | name(trace[i]) << 15 | name(trace[j]));
      }
    }
  }
  std::sort(key.begin(), key.end());
  return key;
}

std::set<Canonical> brute_force_bounded(const Code& code, std::uint64_t preemptions, Timeouts timeouts) {
  struct State {
    Machine machine;
    ThreadId last = kNoThread;
  };
  std::set<Canonical> complete;
  std::set<std::pair<Canonical, ThreadId>> seen;
  std::vector<State> open{{Machine(code, timeouts)}};
  std::vector<State> next;
  for (std::uint64_t used = 0; used <= preemptions; ++used) {
    while (!open.empty()) {
      State state = std::move(open.back());
      open.pop_back();
      while (!state.machine.any_enabled() && state.machine.expire()) {
      }
      Canonical key = canonical(state.machine.trace);
      if (!seen.emplace(key, state.last).second) continue;
      bool stuck = true;
      for (ThreadId thread = 0; thread < code.size(); ++thread) {
        if (!state.machine.enabled(thread)) continue;
        stuck = false;
        const bool preempts = state.last != kNoThread && state.last != thread && state.machine.enabled(state.last);
        State& after = (preempts ? next : open).emplace_back(state);
        after.machine.step(thread);
        after.last = thread;
      }
      if (stuck) complete.insert(std::move(key));
    }
    open.swap(next);
  }
  return complete;
}

std::set<Canonical> brute_force(const Code& code, Timeouts timeouts) {
  std::set<Canonical> complete;
  std::set<Canonical> seen;
  std::vector<Machine> open{Machine(code, timeouts)};
  while (!open.empty()) {
    Machine machine = std::move(open.back());
    open.pop_back();
    while (!machine.any_enabled() && machine.expire()) {
    }
    Canonical key = canonical(machine.trace);
    if (!seen.insert(key).second) continue;
    bool stuck = true;
    for (ThreadId thread = 0; thread < code.size(); ++thread) {
      if (!machine.enabled(thread)) continue;
      stuck = false;
      open.push_back(machine);
      open.back().step(thread);
    }
    if (stuck) complete.insert(std::move(key));
  }
  return complete;
}

}  // namespace frontrun::engine::test
