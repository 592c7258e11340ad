#include "cli/trace_notes.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace frontrun::cli {
namespace {

struct Touched {
  engine::ThreadId first = engine::kNoThread;
  bool several_threads = false;
  bool written = false;
};

using Locations = std::unordered_map<std::uint64_t, Touched>;

void note(Locations& locations, engine::ThreadId thread, std::span<const engine::Access> accesses) {
  for (const engine::Access access : accesses) {
    Touched& touched = locations[access.location()];
    if (touched.first == engine::kNoThread) touched.first = thread;
    touched.several_threads |= touched.first != thread;
    touched.written |= access.writes();
  }
}

}  // namespace

std::vector<bool> steps_that_matter(const RecordedRun& run) {
  Locations locations;
  for (const Step& step : run.steps) note(locations, step.thread, step.accesses);
  for (const Stuck& stuck : run.stuck) note(locations, stuck.thread, stuck.accesses);
  std::vector<bool> matter;
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    const Step& step = run.steps[i];
    const bool first = i == 0 || run.steps[i - 1].thread != step.thread;
    const bool last = i + 1 == run.steps.size() || run.steps[i + 1].thread != step.thread;
    const bool contended = std::ranges::any_of(step.accesses, [&](engine::Access access) {
      const Touched& touched = locations.at(access.location());
      return touched.several_threads && touched.written;
    });
    // Who was notified, and who was not, is what a lost wake-up is about.
    const bool notifies = step.text.operation.starts_with("notify");
    matter.push_back(first || last || contended || notifies);
  }
  return matter;
}

std::vector<std::optional<std::size_t>> lost_updates(std::span<const Step> steps) {
  std::unordered_map<std::uint64_t, std::size_t> last_write;                    // of each location
  std::map<std::pair<engine::ThreadId, std::uint64_t>, std::size_t> last_read;  // of each thread and location
  std::vector<std::optional<std::size_t>> lost(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const engine::ThreadId thread = steps[i].thread;
    for (const engine::Access access : steps[i].accesses) {
      if (access.decides()) continue;  // what an item's place depends on is not what the program has seen
      if (!access.writes()) {
        last_read[{thread, access.location()}] = i;
        continue;
      }
      const auto overwritten = last_write.find(access.location());
      const auto seen = last_read.find({thread, access.location()});
      // Only a plain "write": a call such as list.append changes what it finds.
      if (steps[i].text.operation == "write" && overwritten != last_write.end() &&
          steps[overwritten->second].thread != thread && seen != last_read.end() && seen->second < overwritten->second) {
        lost[i] = overwritten->second;
      }
      last_write[access.location()] = i;
    }
  }
  return lost;
}

}  // namespace frontrun::cli
