#include "engine/preemption_search.hpp"

namespace frontrun::engine {

namespace {

/// Schedules to be tried; each ends with a thread that runs as far as it goes.
using Schedules = std::vector<Schedule>;

/// Watches an execution and notes, for each step after its schedule, who else could have run: instead of a thread that had
/// to be chosen anew (`free`), or of one that went on (`preempting`).
class Alternatives {
 public:
  /// From `first` steps on; neither list grows beyond `most`. Where one would, `complete` becomes false.
  Alternatives(std::size_t first, std::size_t most, Schedules& free, Schedules& preempting, bool& complete)
      : first_(first), most_(most), free_(free), preempting_(preempting), complete_(complete) {}

  void before_step(std::span<const ThreadView> threads, ThreadId thread) {
    if (step_ >= first_) {
      const bool forced = prefix_.empty() || !threads[prefix_.back().thread].enabled();
      Schedules& list = forced ? free_ : preempting_;
      for (ThreadId other = 0; other < threads.size(); ++other) {
        if (other == thread || !threads[other].enabled()) continue;
        if (list.size() >= most_) {
          complete_ = false;
          break;
        }
        list.push_back(prefix_);
        list.back().push_back({other, kAsFarAsItGoes});
      }
    }
    if (prefix_.empty() || prefix_.back().thread != thread) prefix_.push_back({thread, 0});
    ++prefix_.back().operations;
    ++step_;
  }

 private:
  std::size_t first_;
  std::size_t most_;
  Schedules& free_;
  Schedules& preempting_;
  bool& complete_;
  Schedule prefix_;  ///< the steps so far
  std::size_t step_ = 0;
};

/// The step at which a schedule's last segment has begun.
std::size_t decided(const Schedule& schedule) {
  std::size_t steps = 1;
  for (std::size_t i = 0; i + 1 < schedule.size(); ++i) steps += schedule[i].operations;
  return schedule.empty() ? 0 : steps;
}

}  // namespace

bool search_fewer_preemptions(Candidates& candidates, std::uint64_t operations) {
  const std::uint64_t bound = candidates.size().preemptions;
  if (bound == 0) return true;
  if (candidates.operations() >= operations) return false;
  // Each schedule is about as long as the best one: no use in noting more than can be run.
  const auto most =
      static_cast<std::size_t>((operations - candidates.operations()) / (candidates.size().operations + 1) + 1);
  Schedules current{{}};
  Schedules next;
  bool complete = true;
  for (std::uint64_t preemptions = 0; preemptions < bound; ++preemptions) {
    for (std::size_t i = 0; i < current.size(); ++i) {
      if (candidates.exhausted(operations)) return false;
      const Schedule schedule = current[i];
      Alternatives alternatives(decided(schedule), most, current, next, complete);
      candidates.run(schedule, [&](std::span<const ThreadView> threads, ThreadId thread) {
        alternatives.before_step(threads, thread);
      });
      if (candidates.size().preemptions < bound) return complete;
      complete = complete && !candidates.cut_short();
    }
    current.swap(next);
    next.clear();
  }
  return complete;
}

}  // namespace frontrun::engine
