// The random strategies, by their schedules: seeds fix them.
#include <algorithm>
#include <functional>
#include <set>

#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/random.hpp"
#include "engine/trace.hpp"

namespace frontrun::engine::test {

namespace {

using Schedules = std::vector<std::vector<ThreadId>>;
using MakeStrategy = std::function<std::unique_ptr<Strategy>(std::uint64_t seed)>;

/// The first executions of a program under a strategy.
Schedules executions(const Code& code, Strategy& strategy, std::uint64_t count) {
  FakeProgram program(code);
  Schedules schedules;
  program.observer = [&](const Machine& machine, Ending) {
    std::vector<ThreadId>& steps = schedules.emplace_back();
    for (const Done& done : machine.trace) steps.push_back(done.thread);
  };
  ExploreOptions options;
  options.keep_going = true;
  options.limits.max_executions = count;
  options.repetitions = 0;
  explore(program, strategy, options);
  return schedules;
}

std::size_t switches(const std::vector<ThreadId>& steps) { return to_schedule(steps).size() - 1; }

Code independent(std::size_t threads, std::size_t steps) { return copies(threads, std::vector<Op>(steps, {Do::read, 0})); }

std::string digits(const std::vector<ThreadId>& steps) {
  std::string text;
  for (const ThreadId thread : steps) text += static_cast<char>('0' + thread);
  return text;
}

}  // namespace

TEST_CASE("the same seed gives the same schedules, another seed others", "[strategies]") {
  const std::vector<MakeStrategy> all{[](std::uint64_t seed) { return make_random_walk(seed); },
                                      [](std::uint64_t seed) { return make_pct(seed, 3); },
                                      [](std::uint64_t seed) { return make_pos(seed); }};
  const Code code = racy_counter(3, 3);
  for (const MakeStrategy& make : all) {
    const Schedules schedules = executions(code, *make(7), 50);
    CHECK(schedules == executions(code, *make(7), 50));
    CHECK(schedules != executions(code, *make(8), 50));
  }
}

TEST_CASE("the same seed gives the same schedules on every machine", "[strategies]") {
  const Code code = racy_counter(3, 2);
  const Schedules pct = executions(code, *make_pct(1, 3), 5);
  CHECK(digits(pct[4]) == "222211000011");
  const Schedules pos = executions(code, *make_pos(1), 2);
  CHECK(digits(pos[0]) == "212000210112");
  CHECK(digits(pos[1]) == "200221120110");
}

TEST_CASE("PCT: threads run by priority, but for the executions that learn the length", "[pct]") {
  // Without a change of priorities threads run one after the other, and each order comes up.
  const Schedules schedules = executions(independent(3, 5), *make_pct(1, 1), 200);
  std::set<std::vector<ThreadId>> orders;
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    const bool learns = ((i + 1) & i) == 0;  // the executions number 1, 2, 4, 8, ...
    if (learns) continue;
    CHECK(switches(schedules[i]) == 2);
    orders.insert(schedules[i]);
  }
  CHECK(orders.size() == 6);
  CHECK(switches(schedules[0]) > 2);
}

TEST_CASE("PCT: each change of priorities makes at most one switch more, at any step", "[pct]") {
  for (std::uint32_t depth = 1; depth <= 5; ++depth) {
    const Schedules schedules = executions(independent(2, 6), *make_pct(depth, depth), 3000);
    std::set<std::size_t> where;
    std::size_t most = 0;
    for (std::size_t i = 0; i < schedules.size(); ++i) {
      if (((i + 1) & i) == 0) continue;
      most = std::max(most, switches(schedules[i]));
      for (std::size_t step = 1; step < schedules[i].size(); ++step) {
        if (schedules[i][step] != schedules[i][step - 1]) where.insert(step);
      }
    }
    CHECK(most == 1 + (depth - 1));
    if (depth > 1) CHECK(where.size() == 11);
  }
}

TEST_CASE("PCT: what takes d constraints on the order is met with a depth of d, not below", "[pct]") {
  const auto meets = [](const std::vector<ThreadId>& wanted, std::uint32_t depth) {
    const Schedules schedules = executions(independent(2, wanted.size() / 2), *make_pct(5, depth), 500);
    for (std::size_t i = 0; i < schedules.size(); ++i) {
      if (((i + 1) & i) != 0 && schedules[i] == wanted) return true;
    }
    return false;
  };
  CHECK(meets({0, 0, 1, 1}, 1));
  CHECK_FALSE(meets({0, 1, 1, 0}, 1));
  CHECK(meets({0, 1, 1, 0}, 2));
  CHECK_FALSE(meets({0, 1, 0, 1}, 2));
  CHECK(meets({0, 1, 0, 1}, 3));
}

TEST_CASE("executions in which a thread spins come to an end", "[strategies]") {
  // The first thread goes back until the value is odd.
  const Code code{{{Do::branch, 0, -1}}, {{Do::read, 1}, {Do::read, 1}, {Do::read, 1}, {Do::read, 1}, {Do::write, 0}}};
  const auto longest = [&](Strategy& strategy) {
    FakeProgram program(code);
    ExploreOptions options;
    options.limits.max_executions = 20'000;
    options.limits.max_steps = 20'000;
    const Exploration result = explore(program, strategy, options);
    CHECK(result.failures.empty());
    return result.statistics.depth;
  };
  CHECK(longest(*make_pct(1, 3)) < 100);  // what was learnt, and a walk
  CHECK(longest(*make_pos(1)) < 1500);    // a few times 256
}

TEST_CASE("POS: pending operations keep their priorities unless they race with what is done", "[pos]") {
  // Of three threads with one operation each that have nothing to do with each other the order is that of the priorities
  // drawn in the beginning; where the third one races with the first, its priority is drawn anew.
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    std::array<std::uint64_t, 3> priorities{random.next(), random.next(), random.next()};
    std::vector<ThreadId> order{0, 1, 2};
    std::sort(order.begin(), order.end(), [&](ThreadId a, ThreadId b) { return priorities[a] > priorities[b]; });
    CHECK(executions({{{Do::write, 0}}, {{Do::write, 1}}, {{Do::write, 2}}}, *make_pos(seed), 1)[0] == order);

    const Code racing{{{Do::write, 0}}, {{Do::write, 1}}, {{Do::read, 0}}};
    std::vector<ThreadId> expected{order[0]};
    if (order[0] == 0) priorities[2] = random.next();
    if (order[0] == 2) priorities[0] = random.next();
    std::vector<ThreadId> rest{order[1], order[2]};
    std::sort(rest.begin(), rest.end());
    if (priorities[rest[1]] > priorities[rest[0]]) std::swap(rest[0], rest[1]);
    expected.insert(expected.end(), rest.begin(), rest.end());
    CHECK(executions(racing, *make_pos(seed), 1)[0] == expected);
  }
}

TEST_CASE("a portfolio gives equal shares, in turn", "[portfolio]") {
  const Code code = racy_counter(3, 3);
  std::vector<std::unique_ptr<Strategy>> members;
  members.push_back(make_random_walk(1));
  members.push_back(make_pct(2, 3));
  members.push_back(make_pos(3));
  const Schedules all = executions(code, *make_portfolio(std::move(members)), 60);
  const Schedules alone[]{executions(code, *make_random_walk(1), 20), executions(code, *make_pct(2, 3), 20),
                          executions(code, *make_pos(3), 20)};
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == alone[i % 3][i / 3]);
}

TEST_CASE("random strategies say since when there has been no new trace", "[strategies]") {
  FakeProgram program(racy_counter(2));
  std::set<Canonical> traces;
  std::uint64_t since = 0;
  program.observer = [&](const Machine& machine, Ending) {
    since = traces.insert(canonical(machine.trace)).second ? 0 : since + 1;
  };
  ExploreOptions options;
  options.keep_going = true;
  options.limits.max_executions = 300;
  const Exploration result = explore(program, *make_pos(3), options);
  CHECK(result.statistics.traces == 4);
  CHECK(result.statistics.nothing_new == since);
  CHECK(since > 200);
}

}  // namespace frontrun::engine::test
