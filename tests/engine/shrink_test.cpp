#include "engine/shrink.hpp"

#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/random_code.hpp"

namespace frontrun::engine::test {

namespace {

/// The first failure that a random walk meets; many a switch long.
FoundFailure find_failure(FakeProgram& program, std::uint64_t seed) {
  ExploreOptions options;
  options.limits.max_executions = 2000;
  Exploration result = explore(program, *make_random_walk(seed), options);
  REQUIRE(result.failures.size() == 1);
  return std::move(result.failures[0]);
}

/// Shrinks, and checks what must hold of every result.
Shrunk shrink_checked(FakeProgram& program, const FoundFailure& found) {
  const Shrunk shrunk = shrink(program, found.schedule, found.failure, {});
  CHECK(shrunk.after <= shrunk.before);
  const Replay replayed = replay(program, shrunk.schedule, {}, false);
  REQUIRE(replayed.failure);
  CHECK(replayed.failure->same_as(found.failure));
  CHECK(to_schedule(replayed.steps) == shrunk.schedule);
  CHECK_FALSE(replayed.left);
  CHECK(replayed.steps.size() == shrunk.after.operations);
  return shrunk;
}

/// The fewest preemptions with which a program fails, by trying every schedule.
std::uint64_t fewest_preemptions(const Code& code, const std::function<bool(const Machine&)>& invariant) {
  struct State {
    Machine machine;
    ThreadId last;
    std::uint64_t preemptions;
  };
  std::uint64_t fewest = ~std::uint64_t{0};
  std::vector<State> open{{Machine(code), kNoThread, 0}};
  while (!open.empty()) {
    State state = std::move(open.back());
    open.pop_back();
    while (!state.machine.any_enabled() && state.machine.expire()) {
    }
    if (!state.machine.any_enabled()) {
      bool complete = true;
      for (ThreadId thread = 0; thread < code.size(); ++thread) complete = complete && !state.machine.pending(thread);
      if (complete && !invariant(state.machine)) fewest = std::min(fewest, state.preemptions);
      continue;
    }
    for (ThreadId thread = 0; thread < code.size(); ++thread) {
      if (!state.machine.enabled(thread)) continue;
      State next = state;
      if (state.last != kNoThread && state.last != thread && state.machine.enabled(state.last)) ++next.preemptions;
      next.last = thread;
      next.machine.step(thread);
      if (next.preemptions < fewest) open.push_back(std::move(next));
    }
  }
  return fewest;
}

}  // namespace

TEST_CASE("the racy counter: one preemption", "[shrink]") {
  for (std::size_t threads = 2; threads <= 4; ++threads) {
    FakeProgram program(racy_counter(threads));
    program.invariant = [&](const Machine& machine) { return counted(machine, static_cast<std::int64_t>(threads)); };
    const Shrunk shrunk = shrink_checked(program, find_failure(program, threads));
    CHECK(shrunk.after == Size{1, threads, threads, 2 * threads});
    CHECK(shrunk.fewest_preemptions);
  }
}

TEST_CASE("a long random counterexample of a check-then-act bug: one preemption", "[shrink]") {
  // Each thread works under a lock and on its own, and once takes something that is there only once.
  Code code(3);
  for (std::size_t t = 0; t < code.size(); ++t) {
    std::vector<Op>& ops = code[t];
    const auto noise = [&](int rounds) {
      for (int i = 0; i < rounds; ++i) {
        ops.insert(
            ops.end(),
            {{Do::acquire, 0}, {Do::read, 4}, {Do::store, 4}, {Do::release, 0}, {Do::write, 5 + static_cast<int>(t)}});
      }
    };
    noise(6);
    if (t == 0) ops.push_back({Do::write, 0});
    ops.insert(ops.end(), {{Do::branch, 0, 2}, {Do::write, 0}, {Do::write, 1}});
    noise(6);
  }
  FakeProgram program(code);
  program.invariant = [](const Machine& machine) { return machine.values[1] <= 1; };
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const FoundFailure found = find_failure(program, seed);
    const Shrunk shrunk = shrink_checked(program, found);
    INFO("seed " << seed << ", " << shrunk.before.preemptions << " preemptions before, " << shrunk.executions
                 << " executions");
    CHECK(shrunk.before.operations > 180);
    CHECK(shrunk.before.preemptions > 50);
    CHECK(shrunk.after.preemptions == 1);
    CHECK(shrunk.after.switches <= 3);
    CHECK(shrunk.executions < 2000);
    CHECK(shrink(program, found.schedule, found.failure, {}).schedule == shrunk.schedule);
  }
}

TEST_CASE("a deadlock of two locks: one preemption", "[shrink]") {
  FakeProgram program({{{Do::acquire, 0}, {Do::acquire, 1}, {Do::release, 1}, {Do::release, 0}},
                       {{Do::acquire, 1}, {Do::acquire, 0}, {Do::release, 0}, {Do::release, 1}}});
  const Shrunk shrunk = shrink_checked(program, find_failure(program, 1));
  CHECK(shrunk.after == Size{1, 1, 2, 2});
  CHECK(shrunk.fewest_preemptions);

  // Without a preemption it takes 8 steps to the end: where that is too many, nobody knows what it would have been.
  ShrinkOptions options;
  options.limits.max_steps = 7;
  CHECK_FALSE(
      shrink(program, shrunk.schedule, *replay(program, shrunk.schedule, {}, false).failure, options).fewest_preemptions);
}

TEST_CASE("the result has the fewest preemptions possible, in small programs", "[shrink]") {
  int failing = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    const Code code = random_code(random, {5, 3, 2});
    FakeProgram program(code);
    const std::optional<FoundFailure> found = fail_by_an_ending(program, seed);
    if (!found || found->failure.kind != FailureKind::invariant) continue;
    INFO("seed " << seed << to_string(code));
    ++failing;
    const Shrunk shrunk = shrink_checked(program, *found);
    CHECK(shrunk.after.preemptions == fewest_preemptions(code, program.invariant));
    CHECK(shrunk.fewest_preemptions);
  }
  CHECK(failing > 500);
}

TEST_CASE("shrinking stops at its limits, and when interrupted, with what it has", "[shrink]") {
  FakeProgram program(racy_counter(3, 10));
  program.invariant = [](const Machine& machine) { return counted(machine, 30); };
  const FoundFailure found = find_failure(program, 1);
  ShrinkOptions options;
  options.limits.max_executions = 3;
  Shrunk shrunk = shrink(program, found.schedule, found.failure, options);
  CHECK(shrunk.executions <= 4);
  CHECK(shrunk.after <= shrunk.before);
  CHECK_FALSE(shrunk.fewest_preemptions);
  CHECK(replay(program, shrunk.schedule, {}, false).failure);

  int asked = 0;
  options = {};
  options.interrupted = [&] { return ++asked > 2; };
  shrunk = shrink(program, found.schedule, found.failure, options);
  CHECK(shrunk.interrupted);
  CHECK_FALSE(shrunk.fewest_preemptions);
  CHECK(replay(program, shrunk.schedule, {}, false).failure);
}

TEST_CASE("a partial schedule is completed", "[shrink]") {
  FakeProgram program(racy_counter(2));
  program.invariant = [](const Machine& machine) { return counted(machine, 2); };
  const FoundFailure found{*replay(program, {{0, 1}, {1, 1}}, {}, false).failure, {{0, 1}, {1, 1}}, 1, 1};
  const Shrunk shrunk = shrink_checked(program, found);
  CHECK(to_steps(shrunk.schedule).size() == 4);
}

}  // namespace frontrun::engine::test
