#include "catch.hpp"
#include "engine/explored.hpp"

namespace frontrun::engine::test {

using Steps = std::vector<ThreadId>;

TEST_CASE("a replay follows its schedule", "[replay]") {
  FakeProgram program(racy_counter(2));
  program.invariant = [](const Machine& machine) { return counted(machine, 2); };
  const Replay replayed = replay(program, {{0, 1}, {1, 2}, {0, 1}}, {}, false);
  CHECK(replayed.steps == Steps{0, 1, 1, 0});
  CHECK(replayed.ending == Ending::complete);
  CHECK_FALSE(replayed.left);
  CHECK(replayed.trace.empty());
  REQUIRE(replayed.failure);
  CHECK(replayed.failure->kind == FailureKind::invariant);
  CHECK_FALSE(replay(program, {{1, 2}, {0, 2}}, {}, false).failure);
}

TEST_CASE("a schedule that is used up: the lowest thread runs, to its end", "[replay]") {
  FakeProgram program(racy_counter(3));
  CHECK(replay(program, {}, {}, false).steps == Steps{0, 0, 1, 1, 2, 2});
  CHECK(replay(program, {{2, 1}}, {}, false).steps == Steps{2, 0, 0, 1, 1, 2});
}

TEST_CASE("or until it blocks; it is not interrupted when a lower one can go on", "[replay]") {
  FakeProgram program({{{Do::wait, 3}, {Do::read, 0}}, {{Do::set, 3}, {Do::read, 0}}, {{Do::read, 0}}});
  CHECK(replay(program, {}, {}, false).steps == Steps{1, 1, 0, 0, 2});
}

TEST_CASE("a segment whose thread cannot step is skipped, and the first time recorded", "[replay]") {
  FakeProgram program({{{Do::acquire, 0}, {Do::release, 0}}, {{Do::acquire, 0}, {Do::release, 0}}});
  const Replay blocked = replay(program, {{0, 1}, {1, 1}, {0, 7}, {5, 1}, {1, 2}}, {}, false);
  CHECK(blocked.steps == Steps{0, 0, 1, 1});
  CHECK(blocked.left == 1u);
  const Replay ended = replay(program, {{0, 3}}, {}, false);
  CHECK(ended.steps == Steps{0, 0, 1, 1});
  CHECK(ended.left == 2u);
}

TEST_CASE("a replay describes its operations if asked to", "[replay]") {
  FakeProgram program({{{Do::acquire, 1}, {Do::acquire, 1}}});
  const Replay replayed = replay(program, {}, {}, true);
  REQUIRE(replayed.trace.size() == 1);
  CHECK(replayed.trace[0].operation == "acquire");
  CHECK(replayed.trace[0].location == "1");
  CHECK(replayed.ending == Ending::deadlock);
  REQUIRE(replayed.failure);
  CHECK(replayed.failure->kind == FailureKind::deadlock);
}

TEST_CASE("a replay ends at the step limit, or when interrupted", "[replay]") {
  FakeProgram program(copies(1, std::vector<Op>(5000, {Do::read, 0})));
  Limits limits;
  limits.max_steps = 3;
  CHECK(replay(program, {}, limits, false).steps.size() == 3);
  CHECK(replay(program, {}, limits, false).ending == Ending::step_limit);
  const Replay interrupted = replay(program, {}, {}, false, [] { return true; });
  CHECK(interrupted.interrupted);
  CHECK(interrupted.ending == Ending::abandoned);
  CHECK_FALSE(interrupted.failure);
  CHECK(interrupted.steps.size() < 5000);
}

TEST_CASE("a deadline expires in a replay, too", "[replay]") {
  FakeProgram program({{{Do::acquire, 0}, {Do::timed_acquire, 0, 1}, {Do::read, 0}, {Do::release, 0}}});
  CHECK(replay(program, {}, {}, false).ending == Ending::complete);
}

}  // namespace frontrun::engine::test
