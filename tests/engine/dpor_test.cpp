// Optimal-DPOR, held against brute force and against known numbers of traces.
#include "catch.hpp"
#include "engine/explored.hpp"
#include "engine/random_code.hpp"
#include "engine/random_monitors.hpp"

namespace frontrun::engine::test {

namespace {

/// What was found in some random programs together.
struct Totals {
  std::uint64_t traces = 0, repeated = 0, blocked = 0, wrong = 0;
};

using Generator = Code (*)(Random&, CodeSize);

/// Explores one random program in both ways.
void compare(Generator generate, std::uint64_t seed, CodeSize size, bool all_stable, Timeouts timeouts, Totals& totals) {
  Random random(seed);
  const Code code = generate(random, size);
  const std::uint32_t stable = all_stable ? ~0u : static_cast<std::uint32_t>(random.next());
  const std::set<Canonical> expected = brute_force(code, timeouts);
  const Explored found = explore_all(code, stable, timeouts);
  const Statistics& statistics = found.result.statistics;
  totals.traces += statistics.traces;
  totals.repeated += statistics.repeated;
  totals.blocked += statistics.blocked;
  if (found.traces == expected && statistics.traces == expected.size() && found.result.exhaustive) return;
  ++totals.wrong;
  UNSCOPED_INFO("seed " << seed << ", stable " << stable << ": " << expected.size() << " traces, " << found.traces.size()
                        << " found, " << statistics.traces << " counted" << to_string(code));
}

/// Every other program with stable locations only, every other with some. What is explored more than once costs
/// executions and misses nothing; `percent` of the traces may, where locations are stable, and three times as many else.
void compare_many(Generator generate, std::uint64_t first, std::uint64_t count, CodeSize size, std::uint64_t percent,
                  Timeouts timeouts = Timeouts::lazy) {
  Totals stable;
  Totals mixed;
  for (std::uint64_t seed = first; seed < first + count && stable.wrong + mixed.wrong < 3; ++seed) {
    compare(generate, seed, size, seed % 2 == 0, timeouts, seed % 2 == 0 ? stable : mixed);
  }
  CHECK(stable.wrong + mixed.wrong == 0);
  CHECK(stable.repeated * 100 <= stable.traces * percent);
  CHECK(mixed.repeated * 100 <= mixed.traces * percent * 3);
  CHECK(stable.blocked + mixed.blocked == 0);
}

/// How many traces a program has. None is explored twice, as all locations are stable, if `once`.
std::uint64_t traces_of(const Code& code, std::uint32_t stable = ~0u, bool once = true, Timeouts timeouts = Timeouts::lazy) {
  const Explored explored = explore_all(code, stable, timeouts);
  CHECK(explored.result.exhaustive);
  if (once && stable != 0) CHECK(explored.result.statistics.repeated == 0);
  CHECK(explored.result.statistics.blocked == 0);
  CHECK(explored.traces.size() == explored.result.statistics.traces);
  return explored.result.statistics.traces;
}

}  // namespace

TEST_CASE("small random programs: DPOR finds the traces that brute force finds", "[dpor]") {
  compare_many(random_code, 0, 40000, {6, 4, 2}, 1);
}

TEST_CASE("larger random programs: DPOR finds the traces that brute force finds", "[dpor]") {
  compare_many(random_code, 1'000'000, 3000, {7, 5, 3}, 2);
}

TEST_CASE("conditions, barriers, queues: DPOR finds the traces that brute force finds", "[dpor]") {
  compare_many(random_monitors, 0, 20000, {4, 2, 1}, 1);
}

TEST_CASE("random programs whose timeouts are explored: DPOR finds the traces that brute force finds", "[dpor]") {
  compare_many(random_code, 2'000'000, 20000, {6, 4, 2}, 2, Timeouts::explore);
  compare_many(random_code, 3'000'000, 1500, {7, 5, 3}, 2, Timeouts::explore);
  compare_many(random_monitors, 4'000'000, 10000, {4, 2, 1}, 1, Timeouts::explore);
}

TEST_CASE("many larger programs of conditions, barriers, queues", "[.slow]") {
  compare_many(random_monitors, 30'000'000, 200'000, {5, 3, 1}, 1);
}

TEST_CASE("half a million random programs", "[.slow]") { compare_many(random_code, 10'000'000, 500'000, {6, 4, 2}, 1); }

TEST_CASE("many larger random programs", "[.slow]") { compare_many(random_code, 20'000'000, 100'000, {8, 5, 3}, 1); }

TEST_CASE("traces of well-known programs", "[dpor]") {
  const std::uint32_t stable = GENERATE(~0u, 0u);
  const Op rx{Do::read, 0}, wx{Do::write, 0}, ry{Do::read, 1}, wy{Do::write, 1};
  const Op lock_a{Do::acquire, 0}, unlock_a{Do::release, 0}, lock_b{Do::acquire, 1}, unlock_b{Do::release, 1};

  SECTION("racy increment") {
    CHECK(traces_of(racy_counter(2), stable) == 4);
    CHECK(traces_of(racy_counter(3), stable) == 36);
  }
  SECTION("increment under a lock") {
    CHECK(traces_of(copies(2, {lock_a, rx, wx, unlock_a}), stable) == 2);
    CHECK(traces_of(copies(3, {lock_a, rx, wx, unlock_a}), stable) == 6);
    CHECK(traces_of(copies(3, {lock_a, rx, wx, unlock_a, lock_a, rx, wx, unlock_a}), stable) == 90);
  }
  SECTION("blind writers") {
    std::uint64_t factorial = 1;
    for (std::size_t n = 2; n <= 6; ++n) CHECK(traces_of(copies(n, {wx}), stable) == (factorial *= n));
  }
  SECTION("one writer and n readers") {
    for (std::size_t n = 1; n <= 8; ++n) {
      Code code = copies(n, {rx});
      code.push_back({wx});
      CHECK(traces_of(code, stable) == std::uint64_t{1} << n);
    }
  }
  SECTION("litmus tests") {
    CHECK(traces_of({{wx, ry}, {wy, rx}}, stable) == 3);               // store buffering
    CHECK(traces_of({{wx, wy}, {ry, rx}}, stable) == 3);               // message passing
    CHECK(traces_of({{rx, wy}, {ry, wx}}, stable) == 3);               // load buffering
    CHECK(traces_of({{wx, wy}, {wy, wx}}, stable) == 3);               // 2+2W
    CHECK(traces_of({{wx}, {wy}, {rx, ry}, {ry, rx}}, stable) == 15);  // independent reads of independent writes
  }
  SECTION("two locks taken in two orders") {
    CHECK(traces_of({{lock_a, lock_b, unlock_b, unlock_a}, {lock_b, lock_a, unlock_a, unlock_b}}, stable) == 3);
  }
  SECTION("lastzero") {
    // Thread 0 looks for the last zero of an array, thread j sets element j to element j - 1 plus one.
    const auto lastzero = [](int n) {
      Code code(1);
      for (int i = n; i >= 0; --i) code[0].push_back({Do::stop_if_zero, i});
      for (int j = 1; j <= n; ++j) code.push_back({{Do::read, j - 1}, {Do::store, j}});
      return code;
    };
    CHECK(traces_of(lastzero(2), stable) == 5);
    CHECK(traces_of(lastzero(3), stable) == 12);
    CHECK(traces_of(lastzero(4), stable) == 28);
  }
}

TEST_CASE("threads that are started and joined are ordered, not raced with", "[dpor]") {
  const Op rx{Do::read, 0}, wx{Do::write, 0}, start{Do::start, 0, 1}, join{Do::join, 0, 1};
  CHECK(traces_of({{wx, start, join, rx}, {wx}}) == 1);
  CHECK(traces_of({{start, wx, join, rx}, {wx}}) == 2);
  CHECK(traces_of({{wx, start, rx}, {wx}}) == 2);
  CHECK(traces_of({{start, rx, join}, {wx}, {wx}}) == 6);
  CHECK(traces_of({{start, join, rx}, {}, {wx}}) == 2);  // the child does nothing visible
}

TEST_CASE("a deadline expires only when nothing else can run, and is no race", "[dpor]") {
  const Op timed{Do::timed_acquire, 0, 1}, lock{Do::acquire, 0}, unlock{Do::release, 0}, wx{Do::write, 0};
  // The second thread never lets go: either it is first and the timed one gives up, or the timed one is first.
  CHECK(traces_of({{timed, unlock}, {lock}}) == 2);
  CHECK(traces_of({{timed, unlock, wx}, {lock, wx}}) == 3);
  // What the timed one did at its deadline is not what it does when it is first.
  CHECK(traces_of({{{Do::sweep}, {Do::branch, 0, 1}, lock}, {{Do::write, 1}, wx}, {timed}}) == 8);
  // Who waits longer than the third thread holds gives up, in order of deadlines.
  CHECK(traces_of({{timed, unlock}, {timed, unlock}, {lock, {Do::wait, 3}}}) == 5);
}

TEST_CASE("where timeouts are explored a wait may time out whenever it cannot proceed", "[dpor]") {
  const auto traces = [](const Code& code) {
    const std::uint64_t found = traces_of(code, ~0u, true, Timeouts::explore);
    CHECK(found == brute_force(code, Timeouts::explore).size());
    return found;
  };
  const Op timed{Do::timed_acquire, 0, 1}, lock{Do::acquire, 0}, unlock{Do::release, 0};
  const Op timed_wait{Do::timed_wait, 3, 1}, set{Do::set, 3}, clear{Do::clear, 3}, wx{Do::write, 0};
  // Before the other has the lock, while it has it, and after that.
  CHECK(traces({{timed, unlock}, {lock, unlock}}) == 3);
  CHECK(traces({{timed, unlock}, {lock}}) == 2);
  CHECK(traces({{timed_wait, wx}, {set}}) == 2);
  CHECK(traces({{timed_wait, wx}, {set, clear}}) == 3);
  CHECK(traces({{timed_wait, wx}}) == 1);
  // Who times out twice does so before, or before and after, or after.
  CHECK(traces({{timed, unlock, timed, unlock}, {lock, unlock}}) == 6);
}

TEST_CASE("long stretches of a thread's own make no difference", "[dpor]") {
  // Sequences in wakeup trees are longer than 64 steps here, and kept as runs.
  const auto padded = [](const Code& code) {
    Code longer(code.size());
    for (std::size_t t = 0; t < code.size(); ++t) {
      for (const Op& op : code[t]) {
        for (int i = 0; i < 40; ++i) longer[t].push_back({Do::write, 6 + static_cast<int>(t)});
        longer[t].push_back(op);
      }
    }
    return longer;
  };
  const std::uint32_t stable = GENERATE(~0u, 0u);
  const Op rx{Do::read, 0}, wx{Do::write, 0}, ry{Do::read, 1}, wy{Do::write, 1}, lock{Do::acquire, 0},
      unlock{Do::release, 0};
  const auto traces = [&](const Code& code) { return traces_of(padded(code), stable, false); };
  CHECK(traces(racy_counter(3)) == 36);
  CHECK(traces(copies(3, {lock, rx, wx, unlock})) == 6);
  CHECK(traces({{wx}, {wy}, {rx, ry}, {ry, rx}}) == 15);
  CHECK(traces({{wx}, {rx}, {rx}, {rx}, {rx}}) == 16);
  const Code busy{{wx, wy, wx, wy}, {rx, ry}, {rx, ry}};
  CHECK(traces(busy) == traces_of(busy));
}

TEST_CASE("more threads than fit into the first clocks", "[dpor]") {
  Code code = copies(11, {{Do::read, 0}});
  code.push_back({{Do::write, 0}});
  CHECK(traces_of(code) == 2048);
}

}  // namespace frontrun::engine::test
