// Counting the traces of straight lines without running them, and what the estimate makes of it.
#include "engine/straight_line.hpp"

#include <cmath>

#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/strategy.hpp"

namespace frontrun::engine::test {

namespace {

/// Threads without branches: each operation is made in every execution, unless it deadlocks.
Code random_straight_line(Random& random) {
  Code code(2 + random.below(3));
  for (auto& thread : code) {
    const std::uint32_t length = 1 + random.below(code.size() == 4 ? 2 : 4);
    for (std::uint32_t i = 0; i < length; ++i) {
      const int place = static_cast<int>(random.below(2));
      const Op touch{random.below(2) == 0 ? Do::read : Do::write, place};
      switch (random.below(6)) {
        case 0:
          thread.insert(thread.end(), {{Do::acquire, 2 + place}, touch, {Do::release, 2 + place}});
          break;
        case 1:
          thread.insert(thread.end(), {{Do::semaphore_release, 4 + place}, {Do::semaphore_acquire, 4 + place}});
          break;
        case 2:
          thread.push_back({Do::set, 6 + place});
          break;
        default:
          thread.push_back(touch);
      }
    }
  }
  if (random.below(2) == 0 && code.size() > 2) {  // one thread starts another one, and joins it
    const int last = static_cast<int>(code.size()) - 1;
    code[0].insert(code[0].begin(), {Do::start, 0, last});
    code[0].insert(code[0].end(), {{Do::join, 0, last}, {Do::write, 0}});
  }
  return code;
}

/// After each execution, up to the `most`-th, but for the first, for which nobody has asked yet.
std::vector<double> estimates(const Code& code, std::uint64_t most) {
  FakeProgram program(code);
  std::vector<double> all;
  const auto strategy = make_dpor();
  ExploreOptions options;
  options.limits.max_executions = most;
  options.interrupted = [&] {  // asked before each
    if (const auto estimate = strategy->estimate()) all.push_back(*estimate);
    return false;
  };
  explore(program, *strategy, options);
  return all;
}

double factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }

}  // namespace

TEST_CASE("of threads without branches the estimate is exact from the first execution on", "[estimate]") {
  std::uint64_t larger = 0;
  for (std::uint64_t seed = 0; seed < 1200; ++seed) {
    Random random(seed);
    const Code code = random_straight_line(random);
    const Explored all = explore_all(code);
    const Statistics& statistics = all.result.statistics;
    if (statistics.executions != all.traces.size()) continue;  // none twice
    INFO("seed " << seed << to_string(code));
    const std::vector<double> said = estimates(code, 0);
    for (std::size_t i = 0; i < said.size(); ++i) {
      INFO("after " << i + 2);
      REQUIRE(said[i] == Approx(static_cast<double>(statistics.executions)));
    }
    larger += statistics.executions > 50;
  }
  CHECK(larger > 30);
}

TEST_CASE("large trees are estimated without being explored", "[estimate]") {
  std::vector<Op> locked;
  for (int i = 0; i < 3; ++i) locked.insert(locked.end(), {{Do::acquire, 0}, {Do::write, 0}, {Do::release, 0}});
  CHECK(estimates(copies(5, locked), 2).back() == factorial(15) / std::pow(factorial(3), 5));
}

TEST_CASE("of too many states a few stand for the others", "[estimate]") {
  Code code = copies(21, {{Do::read, 0}});  // each before the write, or after it
  code[0] = {{Do::write, 0}};
  const double estimate = estimates(code, 2).back();
  CHECK(estimate > 0.1 * (1 << 20));
  CHECK(estimate < 10.0 * (1 << 20));
}

}  // namespace frontrun::engine::test
