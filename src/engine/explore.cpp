#include "engine/explore.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "engine/checkpoint.hpp"
#include "engine/determinism.hpp"
#include "engine/ending.hpp"
#include "engine/recognition.hpp"
#include "engine/trace.hpp"
#include "engine/trace_set.hpp"

namespace frontrun::engine {

namespace {

constexpr std::uint64_t kStepsBetweenChecks = 1024;  // of time and interruption, within an execution
constexpr std::uint64_t kExecutionsBetweenReports = 64;
constexpr std::uint64_t kExecutionsRunAgain = 2;
constexpr std::uint64_t kOperationsBetweenReports = 1 << 16;
constexpr std::uint64_t kMostSerialised =
    1000;  // traces of one failure of which it is asked whether they are block-serialisable

class Explorer {
 public:
  Explorer(Program& program, Strategy& strategy, const ExploreOptions& options)
      : program_(program), strategy_(strategy), options_(options), check_(program) {}

  Exploration run();

 private:
  void restore(const Checkpoint& checkpoint);
  void recognise(const Checkpoint& checkpoint);
  void explore();
  Ending execute(Strategy& strategy);
  void judge(Ending ending);
  void retrace(Ending ending);
  void repeat(Ending ending, const std::optional<Failure>& failure);
  void count(Ending ending, const Failure* failure);
  void fail(const Failure& failure, bool new_trace, BlockSerialisation blocks);
  bool must_stop();
  bool report_due();
  bool was_hit(LimitHit limit) const;
  void hit(LimitHit limit);
  double elapsed() const;
  RecordedSteps recorded_steps() const;
  void save();

  Program& program_;
  Strategy& strategy_;
  const ExploreOptions& options_;
  DeterminismCheck check_;
  Trace trace_;
  TraceSet seen_;
  Exploration result_;
  std::uint64_t executions_before_ = 0;  ///< before the checkpoint that this exploration goes on from
  double seconds_before_ = 0;
  const Checkpoint* unrecognised_ = nullptr;  ///< where it goes on from, until the program is known to be the same
  bool unjudged_ = false;                     ///< see Checkpoint::unjudged
  bool ended_ = false;                        ///< no thread could step at the end of the last execution
  std::optional<std::uint64_t> cut_short_;    ///< the last execution was, after so many operations
  std::uint64_t executions_reported_ = 0;
  std::uint64_t operations_reported_ = 0;
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

/// Has much happened since the last time that it had?
bool Explorer::report_due() {
  const Statistics& statistics = result_.statistics;
  if (statistics.executions - executions_reported_ < kExecutionsBetweenReports &&
      statistics.operations - operations_reported_ < kOperationsBetweenReports) {
    return false;
  }
  executions_reported_ = statistics.executions;
  operations_reported_ = statistics.operations;
  return true;
}

/// Runs one execution up to its end, which the program does not know of yet.
Ending Explorer::execute(Strategy& strategy) {
  const std::uint64_t max_steps = options_.limits.max_steps;
  program_.begin();
  trace_.begin(program_.threads());
  check_.begin();
  ended_ = false;
  while (true) {
    const std::span<const ThreadView> threads = program_.threads();
    if (!any_enabled(threads)) {
      trace_.note_pending(threads);
      if (any_waited_for(threads) && program_.advance_time()) continue;
      check_.end();
      ended_ = true;
      return final_ending(threads);
    }
    if (max_steps != 0 && trace_.size() >= max_steps) {
      hit(LimitHit::steps);
      trace_.note_pending(threads);
      return Ending::step_limit;
    }
    if ((trace_.size() + 1) % kStepsBetweenChecks == 0 && must_stop()) return Ending::abandoned;

    trace_.note_tentative(threads);
    const std::optional<ThreadId> thread = strategy.choose(threads, trace_);
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

/// Has the program judge the last execution, and enters it.
void Explorer::judge(Ending ending) {
  const Failure* failure = program_.end(ending);
  count(ending, failure);
  if (program_.bounded()) hit(LimitHit::early_timeouts);
  unjudged_ = false;
  if (result_.statistics.executions <= kExecutionsRunAgain && ending != Ending::abandoned) {
    const std::optional<Failure> first = failure == nullptr ? std::nullopt : std::optional(*failure);
    for (std::uint64_t i = 0; i < options_.repetitions; ++i) repeat(ending, first);
  }
}

/// Enters an execution that the program has judged.
void Explorer::count(Ending ending, const Failure* failure) {
  Statistics& statistics = result_.statistics;
  ++statistics.executions;
  statistics.operations += trace_.size();
  statistics.depth = std::max<std::uint64_t>(statistics.depth, trace_.size());
  if (ending == Ending::abandoned) {
    if (stopping_) {
      cut_short_ = trace_.size();
    } else {
      ++statistics.blocked;
    }
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
  result_.statistics.seconds = seconds_before_ + elapsed();
  if (!was_hit(LimitHit::steps) && result_.statistics.undecided == 0)
    result_.preemptions_covered = strategy_.preemptions_covered();
  save();
  return std::move(result_);
}

/// Goes back to where a checkpoint was made.
void Explorer::restore(const Checkpoint& checkpoint) {
  result_.statistics = checkpoint.statistics;
  result_.failures = checkpoint.failures;
  for (const LimitHit limit : checkpoint.limits_hit) hit(limit);
  for (const std::uint64_t hash : checkpoint.traces) seen_.insert(hash);
  executions_before_ = checkpoint.statistics.executions;
  seconds_before_ = checkpoint.statistics.seconds;
  unrecognised_ = &checkpoint;
}

/// Runs the last execution before the checkpoint once more: another program would be explored from the middle on.
void Explorer::recognise(const Checkpoint& checkpoint) {
  if (!checkpoint.last.steps.empty() || checkpoint.last.ended) {
    const std::unique_ptr<Strategy> recognition = make_recognition(program_, checkpoint.last);
    const Ending ending = execute(*recognition);
    if (!stopping_) recognition->end_execution(program_.threads(), trace_, ending);
    if (checkpoint.unjudged && !stopping_) {
      judge(ending);
    } else {
      program_.end(Ending::abandoned);
    }
  }
  if (!stopping_) unrecognised_ = nullptr;
}

/// The steps of the last execution, or of the one that was interrupted.
RecordedSteps Explorer::recorded_steps() const {
  RecordedSteps recorded{.sites = {}, .steps = {}, .ended = ended_};
  std::map<std::uint32_t, std::uint32_t> numbers;  // of the sites
  for (EventId i = 0; i < trace_.size(); ++i) {
    const Operation& operation = trace_[i].operation;
    const auto [known, added] = numbers.try_emplace(operation.site, static_cast<std::uint32_t>(recorded.sites.size()));
    if (added) recorded.sites.push_back(program_.site_text(operation.site));
    recorded.steps.push_back(recorded_step(trace_[i].thread, known->second, operation));
  }
  return recorded;
}

void Explorer::save() {
  if (!options_.checkpoint) return;
  if (unrecognised_ != nullptr) return options_.checkpoint(*unrecognised_);
  std::vector<LimitHit> limits;
  for (const LimitHit limit : {LimitHit::steps, LimitHit::early_timeouts}) {
    if (was_hit(limit)) limits.push_back(limit);
  }
  Statistics statistics = result_.statistics;
  if (cut_short_) {  // whoever goes on makes that execution anew
    --statistics.executions;
    statistics.operations -= *cut_short_;
  }
  options_.checkpoint({.frontier = strategy_.frontier().value(),
                       .statistics = statistics,
                       .failures = result_.failures,
                       .limits_hit = std::move(limits),
                       .traces = seen_.hashes(),
                       .last = recorded_steps(),
                       .unjudged = unjudged_});
}

void Explorer::explore() {
  const Limits& limits = options_.limits;
  if (options_.from != nullptr) {
    restore(*options_.from);
    recognise(*options_.from);
    if (stopping_ || (!options_.keep_going && !result_.failures.empty())) return;
  }
  save();
  while (true) {
    if (!strategy_.begin_execution()) {
      if (!strategy_.exhaustive()) hit(LimitHit::preemptions);
      result_.exhaustive = result_.limits_hit.empty() && result_.statistics.undecided == 0;
      break;
    }
    if (limits.max_executions != 0 && result_.statistics.executions - executions_before_ >= limits.max_executions) {
      hit(LimitHit::executions);
      break;
    }
    if (must_stop()) break;
    const Ending ending = execute(strategy_);
    // A failure that ends the exploration needs no analysis, but only the program knows whether there is one, and it takes
    // the threads apart to find out.
    if (!stopping_) {
      strategy_.end_execution(program_.threads(), trace_, ending);
      unjudged_ = true;
    }
    judge(ending);
    if (stopping_ || (!options_.keep_going && !result_.failures.empty())) break;
    if (options_.progress && report_due()) {
      result_.statistics.seconds = seconds_before_ + elapsed();
      options_.progress(result_.statistics);
    }
    if (options_.checkpoint_due && options_.checkpoint_due()) {
      result_.statistics.seconds = seconds_before_ + elapsed();
      save();
    }
  }
}

}  // namespace

Exploration explore(Program& program, Strategy& strategy, const ExploreOptions& options) {
  return Explorer(program, strategy, options).run();
}

}  // namespace frontrun::engine
