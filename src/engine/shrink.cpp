#include "engine/shrink.hpp"

#include <algorithm>

#include "engine/candidates.hpp"
#include "engine/linearize.hpp"
#include "engine/preemption_search.hpp"

namespace frontrun::engine {

namespace {

/// How much may be tried, in visible operations performed: a number and not a time, so that the same counterexample
/// always becomes the same smaller one. About two seconds of Python.
constexpr std::uint64_t kReductionEffort = 12'000'000;
constexpr std::uint64_t kSearchEffort = 6'000'000;

/// What becomes of the operations of segments that are taken out.
enum class Move : std::uint8_t {
  earlier,  ///< each thread does them at the end of its segment before
  later,    ///< or at the beginning of its next one, or at last
  drop,     ///< the schedule says nothing of them
};

void append(Schedule& schedule, Segment segment) {
  if (segment.operations == 0) return;
  if (!schedule.empty() && schedule.back().thread == segment.thread) {
    schedule.back().operations += segment.operations;
  } else {
    schedule.push_back(segment);
  }
}

/// `schedule` without the segments [begin, end).
Schedule without(const Schedule& schedule, std::size_t begin, std::size_t end, Move move) {
  Schedule moved(schedule.begin(), schedule.end());
  for (std::size_t i = begin; i < end; ++i) {
    const Segment segment = moved[i];
    moved[i].operations = 0;
    const auto same_thread = [&](const Segment& other) { return other.thread == segment.thread; };
    if (move == Move::earlier) {
      const auto before = std::find_if(std::make_reverse_iterator(moved.begin() + static_cast<std::ptrdiff_t>(begin)),
                                       moved.rend(), same_thread);
      if (before != moved.rend()) before->operations += segment.operations;
    } else if (move == Move::later) {
      const auto after = std::find_if(moved.begin() + static_cast<std::ptrdiff_t>(end), moved.end(), same_thread);
      if (after != moved.end()) {
        after->operations += segment.operations;
      } else {
        moved.push_back(segment);
      }
    }
  }
  Schedule result;
  for (const Segment& segment : moved) append(result, segment);
  return result;
}

/// Equivalent executions with fewer switches, one for each thread that may begin.
bool reorder(Candidates& candidates) {
  const Trace trace = candidates.trace_of_best();
  bool improved = false;
  for (ThreadId first = 0; first < trace.threads() && !candidates.exhausted(kReductionEffort); ++first) {
    if (candidates.improves(to_schedule(linearize(trace, first)))) improved = true;
  }
  return improved;
}

/// Delta debugging (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, IEEE TSE 28(2), 2002) over the
/// segments: takes out ever smaller chunks of them.
bool remove_segments(Candidates& candidates) {
  bool improved = false;
  for (std::size_t chunk = std::max<std::size_t>(candidates.best().size() / 2, 1); chunk > 0; chunk /= 2) {
    std::size_t begin = 0;
    while (begin < candidates.best().size()) {
      const std::size_t end = std::min(begin + chunk, candidates.best().size());
      bool smaller = false;
      for (const Move move : {Move::earlier, Move::later, Move::drop}) {
        if (candidates.exhausted(kReductionEffort)) return improved;
        smaller = candidates.improves(without(candidates.best(), begin, end, move));
        if (smaller) break;
      }
      improved = improved || smaller;
      if (!smaller) begin = end;
    }
  }
  return improved;
}

void reduce(Candidates& candidates) {
  bool improved = true;
  while (improved && !candidates.exhausted(kReductionEffort)) {
    improved = reorder(candidates);
    improved = remove_segments(candidates) || improved;
  }
}

}  // namespace

Shrunk shrink(Program& program, const Schedule& schedule, const Failure& failure, const ShrinkOptions& options) {
  Candidates candidates(program, failure, options);
  const bool fails = candidates.run(schedule);
  const Size before = candidates.last_size();
  if (!fails) return {schedule, before, before, false, candidates.executions(), candidates.interrupted()};
  reduce(candidates);
  const Size reduced = candidates.size();
  const bool fewest = search_fewer_preemptions(candidates, candidates.operations() + kSearchEffort);
  if (candidates.size() < reduced) reduce(candidates);
  return {candidates.best(), before, candidates.size(), fewest, candidates.executions(), candidates.interrupted()};
}

}  // namespace frontrun::engine
