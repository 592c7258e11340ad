// Going on from a checkpoint: the same executions as without, in the same order.
#include "engine/checkpoint.hpp"

#include <map>

#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/random_code.hpp"
#include "engine/random_monitors.hpp"

namespace frontrun::engine::test {

namespace {

/// An exploration, and what it consists of.
struct Run {
  Exploration result;
  std::vector<Canonical> executions;  // of those that were not abandoned, in order
};

/// What a program is, to its executions.
struct Subject {
  Code code;
  std::uint32_t stable = ~0u;
  Timeouts timeouts = Timeouts::lazy;
};

/// Everything is new in each part, as in another process: the program, the strategy, the loop. Ends each part after
/// `each` executions (0: there is one part), or when `interrupted` says so.
Run explore_in_parts(const Subject& subject, std::uint64_t each, const std::function<bool()>& interrupted = {}) {
  Run run;
  Checkpoint checkpoint;
  for (bool going_on = false;; going_on = true) {
    FakeProgram program(subject.code, subject.timeouts);
    program.stable = subject.stable;
    bool recognising = !checkpoint.last.steps.empty();
    program.observer = [&](const Machine& machine, Ending ending) {
      if (ending != Ending::abandoned && !recognising) run.executions.push_back(canonical(machine.trace));
      recognising = false;
    };
    const Checkpoint from = checkpoint;
    ExploreOptions options;
    options.limits.max_executions = each;
    options.keep_going = true;
    options.repetitions = 0;
    options.interrupted = interrupted;
    options.from = going_on ? &from : nullptr;
    options.checkpoint = [&](const Checkpoint& made) { checkpoint = made; };
    REQUIRE(well_formed(from.frontier));
    const auto strategy = make_dpor(from.frontier);
    CHECK(strategy->frontier() == from.frontier);
    run.result = explore(program, *strategy, options);
    const bool more = !run.result.limits_hit.empty() || run.result.interrupted;
    if (!more) return run;
  }
}

void check_same(const Run& parts, const Run& whole) {
  CHECK(parts.executions == whole.executions);
  CHECK(parts.result.exhaustive);
  const Statistics& a = parts.result.statistics;
  const Statistics& b = whole.result.statistics;
  CHECK(a.executions == b.executions);
  CHECK(a.traces == b.traces);
  CHECK(a.repeated == b.repeated);
  CHECK(a.blocked == b.blocked);
  CHECK(a.operations == b.operations);
  CHECK(a.depth == b.depth);
}

template <typename Generator>
void compare_many(Generator generate, std::uint64_t count, CodeSize size) {
  std::uint64_t executions = 0;
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    Random random(seed);
    const Code code = generate(random, size);
    const Subject subject{.code = code,
                          .stable = seed % 2 == 0 ? ~0u : static_cast<std::uint32_t>(random.next()),
                          .timeouts = seed % 8 < 4 ? Timeouts::lazy : Timeouts::explore};
    const Run whole = explore_in_parts(subject, 0);
    executions += whole.executions.size();
    INFO("seed " << seed << to_string(code));
    check_same(explore_in_parts(subject, 1 + seed % 7), whole);
  }
  CHECK(executions > 2 * count);
}

}  // namespace

TEST_CASE("explored in parts, random programs have the same executions in the same order", "[checkpoint]") {
  compare_many(random_code, 1200, {6, 4, 2});
  compare_many(random_code, 50, {7, 5, 3});
  compare_many(random_monitors, 800, {4, 2, 1});
}

TEST_CASE("an exploration that is interrupted within an execution goes on with it", "[checkpoint]") {
  // Long enough to be asked within executions; the answers change with every part.
  Code code(2);
  for (int i = 0; i < 1500; ++i) code[0].push_back({Do::read, 1});
  code[0].push_back({Do::write, 0});
  code[1] = {{Do::write, 0}, {Do::write, 1}};
  std::uint64_t asked = 0;
  const auto interrupted = [&] { return ++asked % 5 == 0; };
  const Run parts = explore_in_parts({.code = code}, 0, interrupted);
  CHECK(asked > 5);
  check_same(parts, explore_in_parts({.code = code}, 0));
}

TEST_CASE("an exploration that is interrupted while an execution is judged judges it when it goes on", "[checkpoint]") {
  const std::uint64_t each = GENERATE(1, 2, 3);
  Checkpoint checkpoint;
  Exploration result;
  std::uint64_t parts = 0;
  do {
    FakeProgram program(racy_counter(3));
    program.invariant = [](const Machine& machine) { return counted(machine, 3); };
    std::uint64_t judged = 0;
    program.observer = [&](const Machine&, Ending ending) {
      if (ending != Ending::abandoned && judged++ == each) throw Interruption();
    };
    const Checkpoint from = checkpoint;
    ExploreOptions options;
    options.keep_going = true;
    options.repetitions = 0;
    options.from = parts == 0 ? nullptr : &from;
    options.checkpoint = [&](const Checkpoint& made) { checkpoint = made; };
    result = explore(program, *make_dpor(from.frontier), options);
    ++parts;
  } while (result.interrupted);
  CHECK(parts > 3);

  FakeProgram program(racy_counter(3));
  program.invariant = [](const Machine& machine) { return counted(machine, 3); };
  ExploreOptions everything;
  everything.keep_going = true;
  const Exploration whole = explore(program, *make_dpor(), everything);
  CHECK(result.exhaustive);
  CHECK(result.statistics.executions == whole.statistics.executions);
  CHECK(result.statistics.traces == whole.statistics.traces);
  CHECK(result.statistics.operations == whole.statistics.operations);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures[0].traces == whole.failures[0].traces);
  CHECK(result.failures[0].schedule == whole.failures[0].schedule);
}

TEST_CASE("a checkpoint has the failures that were found, and an exploration that stopped at one stays stopped",
          "[checkpoint]") {
  FakeProgram program(racy_counter(2));
  program.invariant = [](const Machine& machine) { return counted(machine, 2); };
  Checkpoint checkpoint;
  ExploreOptions options;
  options.checkpoint = [&](const Checkpoint& made) { checkpoint = made; };
  const Exploration first = explore(program, *make_dpor(), options);
  REQUIRE(first.failures.size() == 1);

  const Checkpoint from = checkpoint;
  options.from = &from;
  const Exploration again = explore(program, *make_dpor(from.frontier), options);
  REQUIRE(again.failures.size() == 1);
  CHECK(again.failures[0].failure.same_as(first.failures[0].failure));
  CHECK(again.failures[0].schedule == first.failures[0].schedule);
  CHECK(again.statistics.executions == first.statistics.executions);

  options.keep_going = true;
  const Exploration rest = explore(program, *make_dpor(from.frontier), options);
  CHECK(rest.exhaustive);
  CHECK(rest.statistics.traces == 4);
  CHECK(rest.failures[0].traces == 2);
}

TEST_CASE("another program is not taken for the one of the checkpoint", "[checkpoint]") {
  FakeProgram program(racy_counter(2));
  Checkpoint checkpoint;
  ExploreOptions options;
  options.limits.max_executions = 2;
  options.checkpoint = [&](const Checkpoint& made) { checkpoint = made; };
  explore(program, *make_dpor(), options);

  const Code other =
      GENERATE(copies(2, {{Do::read, 0}, {Do::acquire, 0}}), copies(2, {{Do::read, 0}}),
               copies(2, {{Do::read, 1}, {Do::write, 0}}), copies(2, {{Do::read, 0}, {Do::write, 0}, {Do::read, 0}}));
  FakeProgram changed(other);
  const Checkpoint from = checkpoint;
  options.from = &from;
  CHECK_THROWS_AS(explore(changed, *make_dpor(from.frontier), options), Divergence);
}

TEST_CASE("what no strategy has made is not well formed", "[checkpoint]") {
  Frontier frontier;
  CHECK(well_formed(frontier));
  frontier.path = {};
  CHECK(well_formed(frontier));
  frontier.path = {{}, {}};
  CHECK_FALSE(well_formed(frontier));
  frontier.path = {{.thread = 0}, {}};
  CHECK(well_formed(frontier));
  frontier.path[0].tree = {{.thread = 1, .level = 1}};
  CHECK_FALSE(well_formed(frontier));
  frontier.path[0].tree = {{.thread = 1}, {.thread = 0, .level = 1}, {.thread = 0, .level = 3}};
  CHECK_FALSE(well_formed(frontier));
  frontier.path[0].tree = {{.thread = 1, .steps = 0}};
  CHECK_FALSE(well_formed(frontier));
  frontier.path[0].tree = {{.thread = kNoThread}};
  CHECK_FALSE(well_formed(frontier));
}

}  // namespace frontrun::engine::test
