// Bounded search, held against brute force within the same bound.
#include <algorithm>

#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/random_code.hpp"
#include "engine/random_monitors.hpp"

namespace frontrun::engine::test {

namespace {

struct BoundedSearch {
  Exploration result;
  std::set<Canonical> traces;
};

BoundedSearch search(const Code& code, std::uint64_t most, std::uint32_t stable = ~0u, Timeouts timeouts = Timeouts::lazy,
                     ExploreOptions options = {}) {
  BoundedSearch found;
  FakeProgram program(code, timeouts);
  program.stable = stable;
  program.observer = [&](const Machine& machine, Ending ending) {
    if (ending != Ending::abandoned) found.traces.insert(canonical(machine.trace));
  };
  options.keep_going = true;
  found.result = explore(program, *make_preemption_bounding(most), options);
  return found;
}

struct Totals {
  std::uint64_t programs = 0, whole = 0, traces = 0, executions = 0, all_traces = 0, wrong = 0;
};

using Generator = Code (*)(Random&, CodeSize);

void compare(Generator generate, std::uint64_t seed, CodeSize size, Timeouts timeouts, Totals& totals) {
  Random random(seed);
  const Code code = generate(random, size);
  const auto stable = static_cast<std::uint32_t>(random.next());
  const std::set<Canonical> all = brute_force(code, timeouts);
  for (std::uint64_t most = 0; most <= 3; ++most) {
    const std::set<Canonical> expected = brute_force_bounded(code, most, timeouts);
    const BoundedSearch found = search(code, most, stable, timeouts);
    ++totals.programs;
    totals.traces += expected.size();
    totals.all_traces += all.size();
    totals.executions += found.result.statistics.executions;
    totals.whole += found.result.exhaustive ? 1 : 0;
    const bool right = found.traces == expected && found.result.statistics.traces == expected.size() &&
                       (!found.result.exhaustive || expected == all);
    if (right) continue;
    ++totals.wrong;
    UNSCOPED_INFO("seed " << seed << ", at most " << most << ": " << expected.size() << " traces, " << found.traces.size()
                          << " found" << to_string(code));
  }
}

void compare_many(Generator generate, std::uint64_t first, std::uint64_t count, CodeSize size,
                  Timeouts timeouts = Timeouts::lazy) {
  Totals totals;
  for (std::uint64_t seed = first; seed < first + count && totals.wrong < 3; ++seed) {
    compare(generate, seed, size, timeouts, totals);
  }
  INFO(totals.programs << " searches, " << totals.whole << " of all, " << totals.traces << " traces of " << totals.all_traces
                       << ", " << totals.executions << " executions");
  CHECK(totals.wrong == 0);
  CHECK(totals.whole < totals.programs);
  CHECK(totals.whole > totals.programs / 4);
}

/// Random code, with operations in between that no other thread's have anything to do with.
Code with_own_operations(Random& random, CodeSize size) {
  Code code = random_code(random, size);
  for (std::size_t t = 0; t < code.size(); ++t) {
    std::vector<Op> ops;
    for (const Op& op : code[t]) {
      if (random.below(2) == 0) ops.push_back({Do::write, 8 + static_cast<int>(t)});
      ops.push_back(op);
    }
    code[t] = ops;
  }
  return code;
}

}  // namespace

TEST_CASE("random programs: the bounded search finds the traces that brute force finds", "[bounding]") {
  compare_many(random_code, 0, 8000, {6, 4, 2});
  compare_many(random_code, 1'000'000, 500, {7, 5, 3});
}

TEST_CASE("operations of a thread's own: the bounded search finds the traces that brute force finds", "[bounding]") {
  compare_many(with_own_operations, 5'000'000, 3000, {4, 3, 2});
}

TEST_CASE("who joins a thread waits for its last step", "[bounding]") {
  // If the first thread is preempted before what it does last, the others wait in turn, and none of them is preempted.
  const std::vector<Op> joins{{Do::write, 0}, {Do::join, 0, 0}, {Do::write, 0}};
  const Code code{{{Do::write, 0}, {Do::write, 6}}, joins, joins, joins};
  const BoundedSearch found = search(code, 1);
  CHECK(found.traces == brute_force_bounded(code, 1));
  CHECK(found.traces.size() < brute_force(code).size());
  CHECK_FALSE(found.result.exhaustive);
  CHECK(found.result.limits_hit == std::vector{LimitHit::preemptions});
}

TEST_CASE("the fewest preemptions come first", "[bounding]") {
  // Wrong is what takes two preemptions: each thread sees the other between its two steps.
  const Code code{{{Do::read, 0}, {Do::write, 1}, {Do::read, 0}}, {{Do::write, 0}, {Do::read, 1}, {Do::write, 0}}};
  FakeProgram program(code);
  std::vector<std::uint64_t> preemptions;
  program.observer = [&](const Machine& machine, Ending ending) {
    if (ending == Ending::abandoned) return;
    const std::vector<Done>& trace = machine.trace;
    std::uint64_t count = 0;
    for (std::size_t i = 1; i < trace.size(); ++i) {
      const auto goes_on = [&](const Done& later) { return later.thread == trace[i - 1].thread; };
      if (!goes_on(trace[i]) && std::any_of(trace.begin() + static_cast<std::ptrdiff_t>(i), trace.end(), goes_on)) ++count;
    }
    preemptions.push_back(count);
  };
  ExploreOptions options;
  options.keep_going = true;
  const Exploration result = explore(program, *make_preemption_bounding(4), options);
  CHECK(result.exhaustive);
  CHECK(result.limits_hit.empty());
  // All over again once it is known what is contended; from then on in order.
  const auto again = std::find(preemptions.begin() + 2, preemptions.end(), 0u);
  CHECK(again - preemptions.begin() <= 3);
  CHECK(std::is_sorted(again, preemptions.end()));
  CHECK(preemptions.back() == 3);
}

TEST_CASE("how far the bounded search has come", "[bounding]") {
  const Code code = racy_counter(3, 2);
  CHECK(search(code, 2).result.preemptions_covered == 2);
  CHECK(search(code, 0).result.preemptions_covered == 0);
  ExploreOptions options;
  options.limits.max_executions = 1;
  CHECK_FALSE(search(code, 2, ~0u, Timeouts::lazy, options).result.preemptions_covered);
  options.limits.max_executions = search(code, 1).result.statistics.executions + 1;
  const BoundedSearch cut = search(code, 2, ~0u, Timeouts::lazy, options);
  CHECK(cut.result.preemptions_covered == 1);
  CHECK(cut.result.limits_hit == std::vector{LimitHit::executions});
  CHECK_FALSE(cut.result.exhaustive);
}

TEST_CASE("a bound that cuts nothing", "[bounding]") {
  const Code code = racy_counter(2);
  CHECK_FALSE(search(code, 1).result.exhaustive);
  const BoundedSearch whole = search(code, 10);
  CHECK(whole.result.exhaustive);
  CHECK(whole.result.limits_hit.empty());
  CHECK(whole.result.statistics.traces == 4);
  // Each on its own: nothing to preempt for.
  CHECK(search({{{Do::write, 0}, {Do::write, 0}}, {{Do::write, 1}}}, 0).result.exhaustive);
}

TEST_CASE("conditions, barriers, queues: the bounded search finds the traces that brute force finds", "[bounding]") {
  compare_many(random_monitors, 0, 4000, {4, 2, 1});
}

TEST_CASE("explored timeouts: the bounded search finds the traces that brute force finds", "[bounding]") {
  compare_many(random_code, 2'000'000, 4000, {6, 4, 2}, Timeouts::explore);
  compare_many(random_monitors, 4'000'000, 2000, {4, 2, 1}, Timeouts::explore);
}

}  // namespace frontrun::engine::test
