#include "embed/deadlock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "embed/object_kinds.hpp"
#include "primitives/lock.hpp"

namespace frontrun::embed {
namespace {

/// What somebody would have to do for a thread to go on that waits before an operation on `object`.
std::string what_is_missing(PyObject* object, std::string_view verb) {
  if (primitives::is_lock(object)) return "to release it";
  if (is_a(object, "Event")) return "to set it";
  if (is_a(object, "Semaphore")) return "to release it";
  if (is_a(object, "Condition")) return "to notify it";
  if (is_a(object, "Barrier")) return "to come to it";
  if (is_a(object, "Queue") || is_a(object, "SimpleQueue")) {
    if (verb == "get") return "to put something into it";
    if (verb == "put") return "to take something out of it";
    return "to be done with its tasks";
  }
  return "to let it go on";
}

engine::Wait wait_of(Runtime& runtime, const Naming& names, engine::ThreadId thread) {
  const ThreadRecord& record = runtime.record(thread);
  const engine::Operation& pending = runtime.views()[thread].pending;
  engine::Wait wait;
  wait.thread = thread;
  wait.holder = pending.object != nullptr ? pending.object->owner : engine::kNoThread;
  if (record.object != nullptr) {
    wait.waits_for = names.object(record.object);
    const bool joins = is_a(record.object, "Thread") && wait.holder != engine::kNoThread;
    if (joins) wait.waits_for = fmt::format("the end of {} ({})", wait.waits_for, runtime.record(wait.holder).name);
    wait.held_since = runtime.held_since(record.object);
    if (joins) wait.missing = "to end";
    if (wait.holder == engine::kNoThread) wait.missing = what_is_missing(record.object, record.verb);
  }
  const Place place = runtime.place_of(thread);
  wait.at = place.file.empty() ? std::string() : fmt::format("{}:{}", place.file, place.line);
  return wait;
}

/// Follows the holders from the lowest thread whose walk comes back to itself.
std::vector<engine::ThreadId> cycle_in(const std::vector<engine::Wait>& waits) {
  const auto waiting = [&](engine::ThreadId thread) {
    return thread < waits.size() && waits[thread].thread != engine::kNoThread;
  };
  for (engine::ThreadId start = 0; start < waits.size(); ++start) {
    std::vector<engine::ThreadId> walk;
    for (engine::ThreadId at = start; waiting(at); at = waits[at].holder) {
      if (!walk.empty() && at == start) return walk;
      if (std::find(walk.begin(), walk.end(), at) != walk.end()) break;
      walk.push_back(at);
    }
  }
  return {};
}

}  // namespace

engine::Failure deadlock_of(Runtime& runtime, const Naming& names) {
  engine::Failure failure;
  failure.kind = engine::FailureKind::deadlock;
  const auto views = runtime.views();
  std::vector<engine::Wait> waits(views.size());  // by thread
  for (engine::ThreadId id = 0; id < views.size(); ++id) {
    if (views[id].status == engine::ThreadStatus::live) waits[id] = wait_of(runtime, names, id);
  }
  const std::vector<engine::ThreadId> cycle = cycle_in(waits);
  for (const engine::ThreadId id : cycle) failure.waits.push_back(waits[id]);
  for (const engine::Wait& wait : waits) {
    if (wait.thread != engine::kNoThread && std::find(cycle.begin(), cycle.end(), wait.thread) == cycle.end())
      failure.waits.push_back(wait);
  }
  std::string text;
  for (const engine::Wait& wait : failure.waits) {
    failure.threads.push_back(wait.thread);
    text += fmt::format("{}{} waits for {}", text.empty() ? "" : ", ", runtime.record(wait.thread).name, wait.waits_for);
    if (wait.holder < waits.size() && wait.missing.empty())
      text += fmt::format(" held by {}", runtime.record(wait.holder).name);
  }
  failure.message = fmt::format("deadlock: {}", text);
  return failure;
}

}  // namespace frontrun::embed
