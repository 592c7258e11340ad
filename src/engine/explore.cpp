#include "engine/explore.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/determinism.hpp"
#include "engine/ending.hpp"
#include "engine/trace.hpp"
#include "engine/trace_set.hpp"

namespace frontrun::engine {

namespace {

constexpr std::uint64_t kStepsBetweenChecks = 1024;  // of time and interruption, within an execution
constexpr std::uint64_t kExecutionsBetweenReports = 64;
constexpr std::uint64_t kExecutionsRunAgain = 2;
constexpr std::uint64_t kMostSerialised =
    1000;  // traces of one failure of which it is asked whether they are block-serialisable

class Explorer {
 public:
  Explorer(Program& program, Strategy& strategy, const ExploreOptions& options)
      : program_(program), strategy_(strategy), options_(options), check_(program) {}

  Exploration run();

 private:
  void explore();
  Ending execute();
  void retrace(Ending ending);
  void repeat(Ending ending, const std::optional<Failure>& failure);
  void count(Ending ending, const Failure* failure);
  void fail(const Failure& failure, bool new_trace, BlockSerialisation blocks);
  bool must_stop();
  bool was_hit(LimitHit limit) const;
  void hit(LimitHit limit);
  double elapsed() const;

  Program& program_;
  Strategy& strategy_;
  const ExploreOptions& options_;
  DeterminismCheck check_;
  Trace trace_;
  TraceSet seen_;
  Exploration result_;
  bool stopping_ = false;  ///< the time is up, or the user has interrupted
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

double Explorer::elapsed() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

bool Explorer::was_hit(LimitHit limit) const {
  const auto& hit = result_.limits_hit;
  return std::find(hit.begin(), hit.end(), limit) != hit.end();
}

void Explorer::hit(LimitHit limit) {
  if (!was_hit(limit)) result_.limits_hit.push_back(limit);
}

/// Asks the user and the clock.
bool Explorer::must_stop() {
  if (options_.interrupted && options_.interrupted()) result_.interrupted = stopping_ = true;
  if (options_.limits.time_limit > 0 && elapsed() >= options_.limits.time_limit) {
    hit(LimitHit::time);
    stopping_ = true;
  }
  return stopping_;
}

/// Runs one execution up to its end, which the program does not know of yet.
Ending Explorer::execute() {
  const std::uint64_t max_steps = options_.limits.max_steps;
  program_.begin();
  trace_.begin(program_.threads());
  check_.begin();
  while (true) {
    const std::span<const ThreadView> threads = program_.threads();
    if (!any_enabled(threads)) {
      trace_.note_pending(threads);
      if (any_waited_for(threads) && program_.advance_time()) continue;
      check_.end();
      return final_ending(threads);
    }
    if (max_steps != 0 && trace_.size() >= max_steps) {
      hit(LimitHit::steps);
      trace_.note_pending(threads);
      return Ending::step_limit;
    }
    if ((trace_.size() + 1) % kStepsBetweenChecks == 0 && must_stop()) return Ending::abandoned;

    trace_.note_tentative(threads);
    const std::optional<ThreadId> thread = strategy_.choose(threads, trace_);
    if (!thread) {
      trace_.note_pending(threads);
      return Ending::abandoned;
    }
    const bool repeats = check_.step(*thread, threads);
    const Operation& operation = threads[*thread].pending;
    if (repeats) {
      trace_.repeat(operation);
    } else {
      trace_.append(*thread, operation);
    }
    const bool starts = operation.sync == SyncKind::start;
    program_.step(*thread);
    if (starts) trace_.note_started(program_.threads());
  }
}

/// Makes the steps of the last execution once more, up to where it ended: they have to be possible.
void Explorer::retrace(Ending ending) {
  const auto can_go_on = [&] {
    while (!any_enabled(program_.threads())) {
      if (!any_waited_for(program_.threads()) || !program_.advance_time()) return false;
    }
    return true;
  };
  program_.begin();
  check_.begin();
  for (EventId event = 0; event < trace_.size() && can_go_on(); ++event) {
    const ThreadId thread = trace_[event].thread;
    check_.step(thread, program_.threads());
    program_.step(thread);
  }
  check_.end();
  if (ending != Ending::step_limit && can_go_on()) check_.goes_on(program_.threads());
}

/// Runs the last execution, which failed so or not at all, once more: the same has to happen. Counts as nothing.
void Explorer::repeat(Ending ending, const std::optional<Failure>& failure) {
  retrace(ending);
  const Failure* now = program_.end(ending);
  if (now == nullptr ? !failure : failure && now->same_as(*failure)) return;
  Divergence::Difference difference;
  difference.before = failure ? failure->message : "nothing failed";
  difference.now = now != nullptr ? now->message : "nothing failed";
  retrace(ending);  // once more: the state is gone by now
  difference.causes = program_.suspects();
  throw Divergence(std::move(difference));
}

/// Enters an execution that the program has judged.
void Explorer::count(Ending ending, const Failure* failure) {
  Statistics& statistics = result_.statistics;
  ++statistics.executions;
  statistics.operations += trace_.size();
  statistics.depth = std::max<std::uint64_t>(statistics.depth, trace_.size());
  if (ending == Ending::abandoned) {
    if (!stopping_) ++statistics.blocked;
    return;
  }
  const bool new_trace = seen_.insert(trace_.hash());
  statistics.nothing_new = new_trace ? 0 : statistics.nothing_new + 1;
  if (ending != Ending::step_limit) ++(new_trace ? statistics.traces : statistics.repeated);
  if (failure != nullptr && options_.only != nullptr && !failure->same_as(*options_.only)) failure = nullptr;
  BlockSerialisation blocks{Possible::no, {}};
  const bool required = options_.atomic_blocks == AtomicBlocks::required;
  if (required && new_trace) {
    blocks = serialise_blocks(trace_);
    if (blocks.possible == Possible::yes && ending != Ending::step_limit) ++statistics.serialisable;
    if (blocks.possible == Possible::unknown) ++statistics.undecided;
  }
  if (failure == nullptr || (required && blocks.possible != Possible::yes)) return;
  fail(*failure, new_trace, std::move(blocks));
}

void Explorer::fail(const Failure& failure, bool new_trace, BlockSerialisation blocks) {
  auto found = std::find_if(result_.failures.begin(), result_.failures.end(),
                            [&](const FoundFailure& known) { return known.failure.same_as(failure); });
  if (found == result_.failures.end()) {
    std::vector<ThreadId> steps;
    steps.reserve(trace_.size());
    for (EventId event = 0; event < trace_.size(); ++event) steps.push_back(trace_[event].thread);
    found = result_.failures.insert(found, {failure, to_schedule(steps), result_.statistics.executions, 0});
  }
  if (!new_trace) return;
  ++found->traces;
  if (options_.atomic_blocks == AtomicBlocks::ignored || found->serialisable == Possible::yes ||
      found->traces > kMostSerialised)
    return;
  if (options_.atomic_blocks == AtomicBlocks::noted) blocks = serialise_blocks(trace_);
  if (blocks.possible != Possible::no) found->serialisable = blocks.possible;
  found->blocks = to_schedule(blocks.steps);
  if (options_.atomic_blocks == AtomicBlocks::required) found->schedule = found->blocks;
}

Exploration Explorer::run() {
  try {
    explore();
  } catch (const Interruption&) {
    result_.interrupted = true;
  }
  result_.statistics.seconds = elapsed();
  if (!was_hit(LimitHit::steps) && result_.statistics.undecided == 0)
    result_.preemptions_covered = strategy_.preemptions_covered();
  return std::move(result_);
}

void Explorer::explore() {
  const Limits& limits = options_.limits;
  while (true) {
    if (!strategy_.begin_execution()) {
      if (!strategy_.exhaustive()) hit(LimitHit::preemptions);
      result_.exhaustive = result_.limits_hit.empty() && result_.statistics.undecided == 0;
      break;
    }
    if (limits.max_executions != 0 && result_.statistics.executions >= limits.max_executions) {
      hit(LimitHit::executions);
      break;
    }
    if (must_stop()) break;
    const Ending ending = execute();
    // A failure that ends the exploration needs no analysis, but only the program knows whether there is one, and it takes
    // the threads apart to find out.
    if (!stopping_) strategy_.end_execution(program_.threads(), trace_, ending);
    const Failure* failure = program_.end(ending);
    count(ending, failure);
    if (program_.bounded()) hit(LimitHit::early_timeouts);
    if (result_.statistics.executions <= kExecutionsRunAgain && ending != Ending::abandoned) {
      const std::optional<Failure> first = failure == nullptr ? std::nullopt : std::optional(*failure);
      for (std::uint64_t i = 0; i < options_.repetitions; ++i) repeat(ending, first);
    }
    if (stopping_ || (!options_.keep_going && !result_.failures.empty())) break;
    if (options_.progress && result_.statistics.executions % kExecutionsBetweenReports == 0) {
      result_.statistics.seconds = elapsed();
      options_.progress(result_.statistics);
    }
  }
}

}  // namespace

Exploration explore(Program& program, Strategy& strategy, const ExploreOptions& options) {
  return Explorer(program, strategy, options).run();
}

}  // namespace frontrun::engine
