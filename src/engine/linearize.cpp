#include "engine/linearize.hpp"

namespace frontrun::engine {

namespace {

/// A state of the re-ordered execution: how many events of each thread have taken place.
class Progress {
 public:
  explicit Progress(const Trace& trace) : trace_(trace), done_(trace.threads()), reach_(trace.threads()) {}

  /// How many events `thread` can add to this state by itself.
  std::uint32_t run_length(ThreadId thread) {
    const std::span<const EventId> events = trace_.events_of(thread);
    std::uint32_t& reach = reach_[thread];
    while (reach < events.size() && ready(thread, events[reach])) ++reach;
    return reach - done_[thread];
  }

  void advance(ThreadId thread, std::uint32_t events) { done_[thread] += events; }

 private:
  /// Has all that happens before an event of `thread` taken place, the thread's own events apart?
  bool ready(ThreadId thread, EventId event) const {
    const std::uint32_t* clock = trace_.clock(event);
    for (ThreadId other = 0; other < done_.size(); ++other) {
      if (other != thread && clock[other] > done_[other]) return false;
    }
    return true;
  }

  const Trace& trace_;
  std::vector<std::uint32_t> done_;
  std::vector<std::uint32_t> reach_;  ///< where each run is known to go at least: what is ready once stays so
};

}  // namespace

std::vector<ThreadId> linearize(const Trace& trace, ThreadId first) {
  std::vector<ThreadId> steps;
  Progress progress(trace);
  ThreadId thread = first;
  std::uint32_t length = progress.run_length(first);
  while (steps.size() < trace.size()) {
    if (length == 0) {
      for (ThreadId other = 0; other < trace.threads(); ++other) {
        const std::uint32_t possible = progress.run_length(other);
        if (possible > length) {
          thread = other;
          length = possible;
        }
      }
    }
    steps.insert(steps.end(), length, thread);
    progress.advance(thread, length);
    length = 0;
  }
  return steps;
}

}  // namespace frontrun::engine
