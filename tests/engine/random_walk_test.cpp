#include <map>

#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/random.hpp"
#include "engine/trace.hpp"

namespace frontrun::engine::test {

namespace {

Exploration walk(FakeProgram& program, std::uint64_t seed, std::uint64_t executions) {
  ExploreOptions options;
  options.keep_going = true;
  options.limits.max_executions = executions;
  options.repetitions = 0;
  return explore(program, *make_random_walk(seed), options);
}

/// The threads of the first execution, as digits.
std::string first_steps(std::uint64_t seed) {
  FakeProgram program(copies(3, std::vector<Op>(5, {Do::read, 0})));
  std::string steps;
  program.observer = [&](const Machine& machine, Ending) {
    for (const Done& done : machine.trace) steps += static_cast<char>('0' + done.thread);
  };
  walk(program, seed, 1);
  return steps;
}

}  // namespace

TEST_CASE("the generator gives the published numbers", "[random]") {
  Random random(1234567);  // the test vector of SplitMix64's reference implementation
  CHECK(random.next() == 6457827717110365317u);
  CHECK(random.next() == 3203168211198807973u);
  CHECK(random.next() == 9817491932198370423u);
}

TEST_CASE("the same seed gives the same schedule, everywhere", "[random]") {
  CHECK(first_steps(1) == first_steps(1));
  CHECK(first_steps(1) == "122112210201000");
  CHECK(first_steps(2) == "121201220200101");
}

TEST_CASE("the walk is uniform over the enabled threads", "[random]") {
  FakeProgram program(copies(3, {{Do::read, 0}}));
  std::map<ThreadId, int> first;
  program.observer = [&](const Machine& machine, Ending) { ++first[machine.trace[0].thread]; };
  walk(program, 7, 3000);
  for (ThreadId thread = 0; thread < 3; ++thread) {
    CHECK(first[thread] > 900);
    CHECK(first[thread] < 1100);
  }
}

TEST_CASE("a random walk counts distinct traces, and is never exhaustive", "[random]") {
  FakeProgram program(racy_counter(2));
  const Exploration result = walk(program, 3, 200);
  CHECK(result.statistics.executions == 200);
  CHECK(result.statistics.traces == 4);
  CHECK(result.statistics.repeated == 196);
  CHECK_FALSE(result.exhaustive);
  CHECK(result.limits_hit == std::vector{LimitHit::executions});
}

}  // namespace frontrun::engine::test
