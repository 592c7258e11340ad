// The loop: limits, failures, endings, determinism.
#include "engine/explore.hpp"

#include "catch.hpp"
#include "engine/explored.hpp"

namespace frontrun::engine::test {

namespace {

Exploration run(FakeProgram& program, const ExploreOptions& options) { return explore(program, *make_dpor(), options); }

ExploreOptions keep_going() {
  ExploreOptions options;
  options.keep_going = true;
  return options;
}

/// A thread that looks again and again, and one that writes.
Code spinning(std::size_t rounds) {
  Code code(2);
  for (std::size_t i = 0; i < rounds; ++i) code[0].push_back({Do::read, 0});
  code[1] = {{Do::write, 0}};
  return code;
}

}  // namespace

TEST_CASE("an exploration ends with its first failure", "[explore]") {
  FakeProgram program(racy_counter(2));
  program.invariant = [](const Machine& machine) { return counted(machine, 2); };
  const Exploration result = run(program, {});
  REQUIRE(result.failures.size() == 1);
  const FoundFailure& found = result.failures[0];
  CHECK(found.failure.kind == FailureKind::invariant);
  CHECK(found.execution == result.statistics.executions);
  CHECK(found.traces == 1);
  CHECK_FALSE(result.exhaustive);
  CHECK(result.limits_hit.empty());
  CHECK(replay(program, found.schedule, {}, false).failure);
}

TEST_CASE("or keeps going, and counts the traces of each failure", "[explore]") {
  FakeProgram program(racy_counter(3));
  program.invariant = [](const Machine& machine) { return counted(machine, 3); };
  const Exploration result = run(program, keep_going());
  CHECK(result.exhaustive);
  CHECK(result.statistics.traces == 36);
  CHECK(result.statistics.executions == 36);
  CHECK(result.statistics.operations == 36 * 6);
  CHECK(result.statistics.depth == 6);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures[0].traces == 30);  // all but the 3! serial ones
}

TEST_CASE("failures are told apart", "[explore]") {
  FakeProgram program({{{Do::acquire, 0}, {Do::acquire, 1}, {Do::release, 1}, {Do::release, 0}},
                       {{Do::acquire, 1}, {Do::acquire, 0}, {Do::release, 0}, {Do::release, 1}}});
  program.invariant = [](const Machine&) { return false; };
  const Exploration result = run(program, keep_going());
  REQUIRE(result.failures.size() == 2);
  CHECK(result.failures[0].failure.kind == FailureKind::invariant);
  CHECK(result.failures[0].traces == 2);
  CHECK(result.failures[1].failure.kind == FailureKind::deadlock);
  CHECK(result.failures[1].traces == 1);
  CHECK(result.statistics.traces == 3);
}

TEST_CASE("same failure: kind, message, and who waits for what", "[explore]") {
  const Failure deadlock{FailureKind::deadlock, "m", {0, 1}, {{0, "a", 1, "f:1", "f:2", ""}}};
  Failure other = deadlock;
  other.threads = {};
  other.waits[0].at = "f:3";
  other.waits[0].held_since = "f:4";
  CHECK(deadlock.same_as(other));
  other.waits[0].waits_for = "b";
  CHECK_FALSE(deadlock.same_as(other));
  other = deadlock;
  other.waits[0].holder = kNoThread;
  CHECK_FALSE(deadlock.same_as(other));
  other = deadlock;
  other.message = "n";
  CHECK_FALSE(deadlock.same_as(other));
  other = deadlock;
  other.kind = FailureKind::exception;
  CHECK_FALSE(deadlock.same_as(other));
}

TEST_CASE("the limit on executions", "[explore]") {
  FakeProgram program(racy_counter(2));
  ExploreOptions options = keep_going();
  options.limits.max_executions = 3;
  Exploration result = run(program, options);
  CHECK(result.statistics.executions == 3);
  CHECK(program.executions == 5);  // the first two are run twice
  CHECK_FALSE(result.exhaustive);
  CHECK(result.limits_hit == std::vector{LimitHit::executions});

  options.limits.max_executions = 4;  // just enough
  result = run(program, options);
  CHECK(result.statistics.executions == 4);
  CHECK(result.exhaustive);
  CHECK(result.limits_hit.empty());
}

TEST_CASE("the limit on steps cuts an execution, and others are explored", "[explore]") {
  FakeProgram program(spinning(10));
  ExploreOptions options = keep_going();
  options.limits.max_steps = 5;
  const Exploration result = run(program, options);
  CHECK(result.limits_hit == std::vector{LimitHit::steps});
  CHECK_FALSE(result.exhaustive);
  CHECK(result.statistics.traces == 0);
  CHECK(result.statistics.depth == 5);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures[0].failure.kind == FailureKind::step_limit);
  CHECK(result.failures[0].traces == 6);  // the write before, between, or not among the first five reads

  FakeProgram exact(spinning(4));
  options.limits.max_steps = 5;  // just enough
  CHECK(run(exact, options).exhaustive);
}

TEST_CASE("the limit on time ends a long execution", "[explore]") {
  FakeProgram program(copies(1, std::vector<Op>(3000, {Do::read, 0})));
  ExploreOptions options;
  options.limits.time_limit = 1e-9;
  const Exploration result = run(program, options);
  CHECK(result.limits_hit == std::vector{LimitHit::time});
  CHECK_FALSE(result.exhaustive);
  CHECK(result.statistics.operations < 3000);
}

TEST_CASE("the user interrupts: between executions, and within a long one", "[explore]") {
  FakeProgram program(racy_counter(2));
  ExploreOptions options = keep_going();
  int asked = 0;
  options.interrupted = [&] { return ++asked > 2; };
  Exploration result = run(program, options);
  CHECK(result.interrupted);
  CHECK(result.statistics.executions == 2);
  CHECK_FALSE(result.exhaustive);

  FakeProgram longer(copies(1, std::vector<Op>(5000, {Do::read, 0})));
  asked = 1;
  result = run(longer, options);
  CHECK(result.interrupted);
  CHECK(result.statistics.operations < 5000);
  CHECK(result.statistics.traces == 0);
  CHECK(result.statistics.blocked == 0);
}

TEST_CASE("progress is reported now and then", "[explore]") {
  FakeProgram program(copies(5, {{Do::write, 0}}));
  ExploreOptions options = keep_going();
  std::vector<std::uint64_t> executions;
  options.progress = [&](const Statistics& statistics) { executions.push_back(statistics.executions); };
  run(program, options);
  CHECK(executions == std::vector<std::uint64_t>{64});
}

TEST_CASE("a thread that nobody starts is no deadlock", "[explore]") {
  // The first thread starts the third one only if it gets the lock.
  FakeProgram program({{{Do::try_acquire, 0, 1}, {Do::start, 0, 2}}, {{Do::try_acquire, 0, 0}}, {{Do::read, 0}}});
  const Exploration result = run(program, keep_going());
  CHECK(result.exhaustive);
  CHECK(result.failures.empty());
  CHECK(result.statistics.traces == 2);
}

namespace {

/// A program that is not deterministic: from its second execution on it is another one.
class Changing : public FakeProgram {
 public:
  Changing(Code first, Code then) : FakeProgram(std::move(first)), then_(std::move(then)) {}
  void begin() override {
    if (executions == 0) {
      FakeProgram::begin();
    } else {
      ++executions;
      other_.begin();
    }
  }
  std::span<const ThreadView> threads() const override { return first() ? FakeProgram::threads() : other_.threads(); }
  void step(ThreadId thread) override { first() ? FakeProgram::step(thread) : other_.step(thread); }
  const Failure* end(Ending ending) override { return first() ? FakeProgram::end(ending) : other_.end(ending); }

 private:
  bool first() const { return executions < 2; }
  Code then_;
  FakeProgram other_{then_};
};

std::string divergence(const Code& first, const Code& then) {
  Changing program(first, then);
  try {
    run(program, keep_going());
  } catch (const Divergence& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a program that is not deterministic is told so", "[explore]") {
  const Op rx{Do::read, 0}, wx{Do::write, 0}, lock{Do::acquire, 0};
  // The second execution shares at least the first step with the first one.
  CHECK(divergence({{rx, rx, wx}, {wx}}, {{lock, rx, wx}, {wx}}) ==
        "the scenario is not deterministic: step 1 of t0: before: op 0; now: op 0, on other objects");
  CHECK(divergence({{rx, rx, wx}, {wx}}, {{rx, {Do::sweep}, wx}, {wx}}) ==
        "the scenario is not deterministic: step 2 of t0: before: op 1; now: op 1, on other objects");
  CHECK(divergence({{rx, rx, wx}, {wx}}, {{rx}, {wx}}) ==
        "the scenario is not deterministic: step 2 of t0: before: op 1; now: the thread has ended");
  CHECK(divergence({{rx, rx, wx}, {wx}}, {{rx, {Do::wait, 3}, wx}, {wx}}) ==
        "the scenario is not deterministic: step 2 of t0: before: op 1; now: blocked in op 1");
  CHECK(divergence({{rx, rx, wx}, {wx}}, {{{Do::branch, 0, 1}, rx, wx}, {wx}}) ==
        "the scenario is not deterministic: step 2 of t0: before: op 1; now: op 2");
  CHECK(divergence({{rx, rx, wx}, {wx}}, {{rx}, {}}) ==
        "the scenario is not deterministic: step 2 of t0: before: op 1; now: the thread has ended");
}

TEST_CASE("the first executions are run twice: what only their repetition does otherwise is noticed", "[explore]") {
  const Op rx{Do::read, 0};
  // Of a single trace: nothing but a repetition could tell.
  CHECK(divergence({{rx, rx}, {rx}}, {{rx}, {rx}}) ==
        "the scenario is not deterministic: step 2 of t0: before: op 1; now: the thread has ended");
  CHECK(divergence({{rx}, {rx}}, {{rx, rx}, {rx}}) ==
        "the scenario is not deterministic: step 3 of t0: before: the execution was over; now: op 1");
  FakeProgram program(copies(2, {rx}));
  program.invariant = [&](const Machine&) { return program.executions % 2 == 1; };
  CHECK_THROWS_WITH(run(program, keep_going()),
                    "the scenario is not deterministic: the same steps have another outcome: before: nothing failed; now: ");
  CHECK(program.executions == 3);  // the last one to find the reason
}

TEST_CASE("one execution of a hundred thousand operations, and its races", "[explore]") {
  // Every read of place 0 is of a location that nobody writes; the threads meet in place 1 at the end.
  std::vector<Op> ops(50'000, {Do::read, 0});
  ops.push_back({Do::write, 1});
  FakeProgram program(copies(2, ops));
  const Exploration result = run(program, keep_going());
  CHECK(result.exhaustive);
  CHECK(result.statistics.traces == 2);
  CHECK(result.statistics.depth == 100'002);
}

}  // namespace frontrun::engine::test
