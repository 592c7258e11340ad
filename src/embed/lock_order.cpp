#include "embed/lock_order.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace frontrun::embed {
namespace {

/// Beyond this many different nested acquisitions no more are noted: the search for cycles would take too long.
constexpr std::size_t kMostNested = 256;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
  return hash ^ hash >> 32;
}

bool disjoint(const std::vector<HeldLock>& a, const std::vector<HeldLock>& b) {
  return std::ranges::none_of(
      a, [&](const HeldLock& lock) { return std::ranges::find(b, lock.location, &HeldLock::location) != b.end(); });
}

/// " (bank.py:9)".
std::string in_brackets(const Spot& spot) {
  return spot.code == nullptr ? std::string() : fmt::format(" ({})", short_text(place_at(spot)));
}

}  // namespace

void LockOrder::took(const HeldLock& lock, std::span<const HeldLock> held) {
  std::uint64_t hash = 0;
  bool holds_others = false, lasting = lock.lasting;
  for (const HeldLock& other : held) {
    if (other.thread != lock.thread) continue;
    holds_others = true;
    hash = mixed(hash, other.location);
    lasting = lasting && other.lasting;
  }
  if (!holds_others) return;
  hash = mixed(mixed(mixed(hash, lock.location), lock.thread), lock.site);
  if (const auto known = std::ranges::find(nested_, hash, &Nested::hash); known != nested_.end()) {
    if (!lasting && known->execution != execution_) met(*known);
  } else if (nested_.size() < kMostNested) {
    Nested& nested = nested_.emplace_back(Nested{hash, lock, {}, 0});
    std::ranges::copy_if(held, std::back_inserter(nested.held),
                         [&](const HeldLock& other) { return other.thread == lock.thread; });
    unnamed_.push_back(&nested);
    met(nested);
  }
}

/// For the first time, or the first in this execution.
void LockOrder::met(Nested& nested) {
  nested.execution = execution_;
  Cycle path{&nested};
  search(path);
}

/// The lock that `waiting` waits for, among those that the holder holds, or null.
const HeldLock* LockOrder::held_by(const Nested& holder, const Nested& waiting) {
  const auto found = std::ranges::find(holder.held, waiting.lock.location, &HeldLock::location);
  return found == holder.held.end() ? nullptr : &*found;
}

bool LockOrder::keeps_waiting(const Nested& holder, const Nested& waiting) {
  const HeldLock* held = held_by(holder, waiting);
  // Of a lock that a thread makes, the location may mean another one in another execution.
  return held != nullptr && (held->lasting || holder.execution == waiting.execution);
}

/// Extends a path, of threads that differ and hold no common lock, to cycles.
void LockOrder::search(Cycle& path) {
  if (keeps_waiting(*path.front(), *path.back())) {
    add(path);
    return;
  }
  for (const Nested& next : nested_) {
    const bool fits = keeps_waiting(next, *path.back()) && std::ranges::all_of(path, [&](const Nested* other) {
                        return other->lock.thread != next.lock.thread && disjoint(other->held, next.held);
                      });
    if (!fits) continue;
    path.push_back(&next);
    search(path);
    path.pop_back();
  }
}

void LockOrder::add(const Cycle& cycle) {
  const auto same_places = [&](const Cycle& other) {
    return std::ranges::is_permutation(cycle, other,
                                       [](const Nested* a, const Nested* b) { return a->lock.site == b->lock.site; });
  };
  if (std::ranges::any_of(cycles_, same_places)) return;
  Cycle& added = cycles_.emplace_back(cycle);
  const auto lowest = std::ranges::min_element(added, {}, [](const Nested* nested) { return nested->lock.thread; });
  std::ranges::rotate(added, lowest);
}

void LockOrder::name(const std::function<std::string(PyObject*)>& name_of) {
  for (const Nested* nested : unnamed_) {
    names_.try_emplace(nested->lock.location, name_of(nested->lock.lock));
    for (const HeldLock& held : nested->held) names_.try_emplace(held.location, name_of(held.lock));
  }
  unnamed_.clear();
}

std::vector<std::string> LockOrder::warnings(bool exhaustive, const HeldLocks& locks,
                                             const std::function<std::string(engine::ThreadId)>& name_of) const {
  std::vector<std::string> warnings;
  for (const Cycle& cycle : cycles_) {
    const auto is_signal = [&](const Nested* nested) { return locks.is_signal(nested->lock.location); };
    const auto is_deadlocked = [&](const Nested* nested) { return deadlocked_.contains(nested->lock.location); };
    if (std::ranges::any_of(cycle, is_signal) || std::ranges::all_of(cycle, is_deadlocked)) continue;
    std::vector<std::string> steps;
    const Nested* before = cycle.back();
    for (const Nested* nested : cycle) {
      const HeldLock& held = *held_by(*nested, *before);
      steps.push_back(fmt::format("{} holds {}{} and takes {}{}", name_of(nested->lock.thread), names_.at(held.location),
                                  in_brackets(held.since), names_.at(nested->lock.location),
                                  in_brackets(nested->lock.since)));
      before = nested;
    }
    warnings.push_back(
        fmt::format("locks are taken in opposite orders: {}; {}", fmt::join(steps, ", "),
                    exhaustive ? "no interleaving of this scenario deadlocks there, but another caller of this code may"
                               : "no execution so far has deadlocked there, but another one may"));
  }
  return warnings;
}

}  // namespace frontrun::embed
