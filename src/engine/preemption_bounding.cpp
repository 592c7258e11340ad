// All traces that come about with at most so many preemptions: first those without any, then those with one, and so on.
//
// A preemption is a switch away from a thread that could have gone on; to leave one that waits or has ended costs nothing.
// That is iterative context bounding (Musuvathi, Qadeer: Iterative Context Bounding for Systematic Testing of Multithreaded
// Programs, PLDI 2007). The plain backtrack points of DPOR miss traces here, as the execution that shows a race may be
// beyond the bound (Coons, Musuvathi, McKinley: Bounded Partial-Order Reduction, OOPSLA 2013, add conservative ones); so may
// the equivalent execution that sleep sets rely on. Two other reductions keep the bounded space whole:
//
//  - What comes after a prefix depends on its trace, on who goes on, and on how many preemptions are left. So where the same
//    trace goes on with the same thread as before, the execution is abandoned: as fewer preemptions come first, there are no
//    more left than there were (Musuvathi, Qadeer: Partial-Order Reduction for Context-Bounded State Exploration, 2007). It
//    goes by 64-bit hashes of traces.
//  - A thread is preempted only before operations at *contended* places: where, in any execution, an operation accesses
//    what another thread accesses, too, one of them writing. Let a schedule preempt a thread elsewhere. The thread could as
//    well go on to its next contended operation, or until it waits or ends, and be preempted there: the trace is the same,
//    with no more preemptions, if nothing that others do meanwhile conflicts with what it does. And if something does, the
//    execution up to there, with the preemption moved, is one that is explored, and shows that the place is contended. So
//    whenever places have turned out to be contended all is explored again, until none has.

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/strategy.hpp"
#include "engine/trace.hpp"
#include "engine/trace_set.hpp"

namespace frontrun::engine {

namespace {

std::uint64_t edge(std::uint64_t prefix, ThreadId thread) {
  std::uint64_t hash = prefix ^ (thread + 1) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93u;
  return hash ^ (hash >> 32);
}

/// Who goes on by itself: the thread that ran last, or else the lowest that can.
ThreadId by_itself(std::span<const ThreadView> threads, const Trace& trace) {
  if (trace.size() > 0) {
    const ThreadId last = trace[static_cast<EventId>(trace.size() - 1)].thread;
    if (threads[last].enabled()) return last;
  }
  ThreadId thread = 0;
  while (!threads[thread].enabled()) ++thread;
  return thread;
}

class PreemptionBounding final : public Strategy {
 public:
  explicit PreemptionBounding(std::uint64_t most) : most_(most) {}

  bool begin_execution() override;
  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) override;
  void end_execution(std::span<const ThreadView> threads, const Trace& trace, Ending ending) override;
  bool exhaustive() const override { return !cut_; }
  std::optional<std::uint64_t> preemptions_covered() const override { return covered_; }

 private:
  static constexpr std::uint32_t kNoParent = ~std::uint32_t{0};

  /// An execution: as its parent for so many steps, then by `thread`, then by whoever ran last, as far as that goes.
  struct Branch {
    std::uint64_t prefix;  ///< the trace's hash where it leaves its parent
    std::uint32_t parent;
    std::uint32_t step;
    ThreadId thread;
  };

  void restart();
  void follow(std::uint32_t branch);
  void add(const Trace& trace, ThreadId thread, std::vector<std::uint32_t>& level);
  void note_contended(const Trace& trace);
  void contend(std::uint32_t site);
  bool contended(std::uint32_t site) const { return site < contended_.size() && contended_[site]; }

  const std::uint64_t most_;
  std::uint64_t preemptions_ = 0;  ///< of the executions that are explored at present
  std::optional<std::uint64_t> covered_;
  bool cut_ = true;  ///< there are executions with more than `most_` preemptions that were not explored
  bool started_ = false;

  std::vector<Branch> branches_;
  std::vector<std::uint32_t> current_;  ///< branches with as many preemptions, to be explored
  std::vector<std::uint32_t> next_;     ///< and with one more
  TraceSet seen_;                       ///< of prefixes that were gone on from, with whom

  std::uint32_t branch_ = kNoParent;                      ///< the present execution
  std::vector<std::pair<std::uint32_t, ThreadId>> path_;  ///< where it leaves what would come by itself, the last one first

  std::vector<bool> contended_;  ///< by Operation::site
  bool more_contended_ = false;  ///< since the last restart

  struct Touch {
    std::uint64_t location;
    std::uint32_t site;
    ThreadId thread;
    bool writes;
  };
  std::vector<Touch> touches_;  ///< scratch of note_contended()
};

void PreemptionBounding::restart() {
  branches_.assign(1, {.prefix = 0, .parent = kNoParent, .step = 0, .thread = kNoThread});
  current_.assign(1, 0);
  next_.clear();
  seen_ = {};
  preemptions_ = 0;
  cut_ = false;
  more_contended_ = false;
}

bool PreemptionBounding::begin_execution() {
  if (!started_) restart();
  started_ = true;
  while (true) {
    while (!current_.empty()) {
      const std::uint32_t branch = current_.back();
      current_.pop_back();
      if (!seen_.insert(edge(branches_[branch].prefix, branches_[branch].thread))) continue;
      follow(branch);
      return true;
    }
    if (more_contended_) {
      restart();
      continue;
    }
    covered_ = preemptions_;
    if (next_.empty()) return false;
    ++preemptions_;
    current_.swap(next_);
  }
}

void PreemptionBounding::follow(std::uint32_t branch) {
  branch_ = branch;
  path_.clear();
  for (; branches_[branch].parent != kNoParent; branch = branches_[branch].parent) {
    path_.emplace_back(branches_[branch].step, branches_[branch].thread);
  }
}

void PreemptionBounding::add(const Trace& trace, ThreadId thread, std::vector<std::uint32_t>& level) {
  level.push_back(static_cast<std::uint32_t>(branches_.size()));
  branches_.push_back({trace.hash(), branch_, static_cast<std::uint32_t>(trace.size()), thread});
}

std::optional<ThreadId> PreemptionBounding::choose(std::span<const ThreadView> threads, const Trace& trace) {
  if (!path_.empty()) {
    if (path_.back().first > trace.size()) return by_itself(threads, trace);
    const ThreadId thread = path_.back().second;
    path_.pop_back();
    return thread;
  }
  const ThreadId goes_on = by_itself(threads, trace);
  if (std::ranges::count_if(threads, [](const ThreadView& thread) { return thread.enabled(); }) == 1) return goes_on;
  const bool preempts = trace.size() > 0 && trace[static_cast<EventId>(trace.size() - 1)].thread == goes_on;
  if (preempts && !contended(threads[goes_on].pending.site)) return goes_on;

  const bool last = preempts && preemptions_ == most_;
  for (ThreadId thread = 0; thread < threads.size(); ++thread) {
    if (thread == goes_on || !threads[thread].enabled() || seen_.contains(edge(trace.hash(), thread))) continue;
    if (last) {
      cut_ = true;
    } else {
      add(trace, thread, preempts ? next_ : current_);
    }
  }
  const bool seen = last ? seen_.contains(edge(trace.hash(), goes_on)) : !seen_.insert(edge(trace.hash(), goes_on));
  return seen ? std::nullopt : std::optional(goes_on);
}

void PreemptionBounding::end_execution(std::span<const ThreadView>, const Trace& trace, Ending) { note_contended(trace); }

void PreemptionBounding::contend(std::uint32_t site) {
  if (contended(site)) return;
  if (site >= contended_.size()) contended_.resize(site + 1);
  contended_[site] = true;
  more_contended_ = true;
}

void PreemptionBounding::note_contended(const Trace& trace) {
  touches_.clear();
  const auto note = [&](const Operation& operation, ThreadId thread) {
    for (const Access access : operation.accesses()) {
      touches_.push_back({access.location(), operation.site, thread, access.writes()});
    }
    // Who joins a thread waits for its last step.
    if (operation.sync != SyncKind::join) return;
    const std::span<const EventId> events = trace.events_of(operation.peer);
    if (!events.empty()) contend(trace[events.back()].operation.site);
  };
  for (EventId event = 0; event < trace.size(); ++event) note(trace[event].operation, trace[event].thread);
  for (const Pending& pending : trace.pending()) note(pending.operation, pending.thread);

  std::ranges::sort(touches_, {}, &Touch::location);
  for (auto begin = touches_.begin(); begin != touches_.end();) {
    const auto end =
        std::find_if(begin, touches_.end(), [&](const Touch& touch) { return touch.location != begin->location; });
    const bool shared = std::any_of(begin, end, [&](const Touch& touch) { return touch.thread != begin->thread; });
    const bool written = std::any_of(begin, end, [](const Touch& touch) { return touch.writes; });
    if (shared && written) std::for_each(begin, end, [&](const Touch& touch) { contend(touch.site); });
    begin = end;
  }
}

}  // namespace

std::unique_ptr<Strategy> make_preemption_bounding(std::uint64_t most) { return std::make_unique<PreemptionBounding>(most); }

}  // namespace frontrun::engine
