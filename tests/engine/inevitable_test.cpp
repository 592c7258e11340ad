#include "engine/inevitable.hpp"

#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/random_code.hpp"

namespace frontrun::engine::test {

namespace {

/// Do all executions fail that go on from here? By trying every schedule.
bool all_fail(const Machine& from, const std::function<bool(const Machine&)>& invariant) {
  std::vector<Machine> open{from};
  while (!open.empty()) {
    Machine machine = std::move(open.back());
    open.pop_back();
    while (!machine.any_enabled() && machine.expire()) {
    }
    if (!machine.any_enabled()) {
      bool complete = true;
      for (ThreadId thread = 0; thread < machine.threads.size(); ++thread) complete = complete && !machine.pending(thread);
      if (complete && invariant(machine)) return false;
      continue;
    }
    for (ThreadId thread = 0; thread < machine.threads.size(); ++thread) {
      if (!machine.enabled(thread)) continue;
      open.push_back(machine);
      open.back().step(thread);
    }
  }
  return true;
}

std::size_t brute_force(const Code& code, std::span<const ThreadId> steps,
                        const std::function<bool(const Machine&)>& invariant) {
  Machine machine(code);
  for (std::size_t taken = 0; taken < steps.size(); ++taken) {
    while (!machine.any_enabled() && machine.expire()) {
    }
    if (all_fail(machine, invariant)) return taken;
    machine.step(steps[taken]);
  }
  return steps.size();
}

}  // namespace

TEST_CASE("the racy counter: when both have read, an update will be lost", "[inevitable]") {
  FakeProgram program(racy_counter(2));
  program.invariant = [](const Machine& machine) { return counted(machine, 2); };
  CHECK(inevitable_after(program, std::vector<ThreadId>{0, 1, 0, 1}, {}) == 2);
  CHECK(inevitable_after(program, std::vector<ThreadId>{1, 0, 0, 1}, {}) == 2);
  program.invariant = [](const Machine&) { return false; };
  CHECK(inevitable_after(program, std::vector<ThreadId>{0, 1, 0, 1}, {}) == 0);
}

TEST_CASE("a deadlock of two locks: when each thread has one", "[inevitable]") {
  FakeProgram program({{{Do::read, 5}, {Do::acquire, 0}, {Do::acquire, 1}, {Do::release, 1}, {Do::release, 0}},
                       {{Do::read, 5}, {Do::acquire, 1}, {Do::acquire, 0}, {Do::release, 0}, {Do::release, 1}}});
  const std::vector<ThreadId> steps{0, 0, 1, 1};
  CHECK(inevitable_after(program, steps, {}) == 4);
  InevitableOptions options;
  options.max_steps = 9;  // of 10 to the end
  CHECK_FALSE(inevitable_after(program, steps, options));
}

TEST_CASE("where a limit is hit nothing is said", "[inevitable]") {
  FakeProgram program(racy_counter(3));
  program.invariant = [](const Machine&) { return false; };
  const std::vector<ThreadId> steps{0, 1, 2, 0, 1, 2};
  CHECK(inevitable_after(program, steps, {}) == 0);
  InevitableOptions options;
  options.max_operations = 1;
  CHECK_FALSE(inevitable_after(program, steps, options));
  options = {};
  options.interrupted = [] { return true; };
  CHECK_FALSE(inevitable_after(program, steps, options));
}

TEST_CASE("the critical decision of random programs, by trying every schedule", "[inevitable]") {
  int failing = 0;
  std::size_t in_between = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Random random(seed);
    const Code code = random_code(random, {5, 3, 2});
    FakeProgram program(code);
    const std::optional<FoundFailure> found = fail_by_an_ending(program, seed);
    if (!found) continue;
    const std::vector<ThreadId> steps = to_steps(found->schedule);
    INFO("seed " << seed << to_string(code));
    ++failing;
    const std::size_t expected = brute_force(code, steps, program.invariant);
    if (expected > 0 && expected < steps.size()) ++in_between;
    CHECK(inevitable_after(program, steps, {}) == expected);
  }
  CHECK(failing > 300);
  CHECK(in_between > 100);
}

}  // namespace frontrun::engine::test
