#include "embed/deadlock.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

#include "embed/cpython/loops.hpp"
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

/// "bank.py:12-13": the lines of the loop in which a thread spins; its file with or without the folder.
std::string lines_of_loop(const Site& site, bool folder) {
  PyCodeObject* code = site.code->code;
  const auto loops = cpython::loops_of(code);
  const auto found = std::find_if(loops.begin(), loops.end(),
                                  [&](const cpython::Loop& loop) { return loop.begin + 1 == site.instruction.loop; });
  int first = line_of(site), last = first;
  for (std::uint32_t unit = site.instruction.loop - 1; found != loops.end() && unit <= found->end; ++unit) {
    const int line = line_of(site.code->sites[unit]);
    if (line > 0) first = std::min(first, line);
    last = std::max(last, line);
  }
  std::filesystem::path file = PyUnicode_AsUTF8(code->co_filename);
  if (!folder) file = file.filename();
  return first == last ? fmt::format("{}:{}", file.string(), first) : fmt::format("{}:{}-{}", file.string(), first, last);
}

/// What others would have to change for a thread to go on that spins.
std::string spins_on(const Spinning& spinning, const Naming& names) {
  std::vector<std::string> all;
  for (const Spinning::Read& read : spinning.idle_reads()) {
    std::string name = names.lasting_location(spinning.description(read));
    if (!name.empty() && std::find(all.begin(), all.end(), name) == all.end()) all.push_back(std::move(name));
  }
  return all.empty() ? "what it reads" : fmt::format("{}", fmt::join(all, " or "));
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
    if (const HeldLock* held = runtime.held_locks().find(record.object)) {
      const Place since = place_at(held->since);
      wait.held_since = fmt::format("{}:{}", since.file, since.line);
    }
    if (joins) wait.missing = "to end";
    if (wait.holder == engine::kNoThread) wait.missing = what_is_missing(record.object, record.verb);
  }
  if (record.spins_at != nullptr) {
    wait.waits_for = spins_on(record.spinning, names);
    wait.missing = "to change it";
    wait.at = lines_of_loop(*record.spins_at, true);
    return wait;
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
    if (views[id].status == engine::ThreadStatus::live && !runtime.waits_for_exit(id))
      waits[id] = wait_of(runtime, names, id);
  }
  const std::vector<engine::ThreadId> cycle = cycle_in(waits);
  for (const engine::ThreadId id : cycle) failure.waits.push_back(waits[id]);
  for (const engine::Wait& wait : waits) {
    if (wait.thread != engine::kNoThread && std::find(cycle.begin(), cycle.end(), wait.thread) == cycle.end())
      failure.waits.push_back(wait);
  }
  const auto spins = [&](const engine::Wait& wait) { return runtime.record(wait.thread).spins_at != nullptr; };
  if (cycle.empty() && std::any_of(failure.waits.begin(), failure.waits.end(), spins)) {
    failure.kind = engine::FailureKind::livelock;
    std::stable_partition(failure.waits.begin(), failure.waits.end(), spins);
  }
  std::string text;
  for (const engine::Wait& wait : failure.waits) {
    failure.threads.push_back(wait.thread);
    const ThreadRecord& record = runtime.record(wait.thread);
    text += text.empty() ? "" : ", ";
    if (spins(wait)) {
      text += fmt::format("{} spins at {} and nobody is left to change {}", record.name,
                          lines_of_loop(*record.spins_at, false), wait.waits_for);
      continue;
    }
    text += fmt::format("{} waits for {}", record.name, wait.waits_for);
    if (wait.holder < waits.size() && wait.missing.empty())
      text += fmt::format(" held by {}", runtime.record(wait.holder).name);
  }
  const bool livelock = failure.kind == engine::FailureKind::livelock;
  failure.message = fmt::format("{}: {}", livelock ? "livelock" : "deadlock", text);
  return failure;
}

}  // namespace frontrun::embed
