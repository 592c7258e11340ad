// Optimal-DPOR, held against brute force and against known numbers of traces.
#include <cstdlib>
#include <iostream>

#include "catch.hpp"
#include "engine/brute_force.hpp"
#include "engine/explore.hpp"
#include "engine/fake_program.hpp"
#include "engine/random_code.hpp"

namespace frontrun::engine::test {

namespace {

struct Explored {
  Exploration result;
  std::set<Canonical> traces;
};

Explored explore_all(const Code& code, std::uint32_t stable = ~0u) {
  Explored explored;
  FakeProgram program(code);
  program.stable = stable;
  program.observer = [&](const Machine& machine, Ending ending) {
    if (ending != Ending::abandoned) explored.traces.insert(canonical(machine.trace));
  };
  ExploreOptions options;
  options.keep_going = true;
  explored.result = explore(program, *make_dpor(), options);
  return explored;
}

struct Totals {
  std::uint64_t traces = 0, repeated = 0, blocked = 0, wrong = 0;
};

void compare(std::uint64_t seed, CodeSize size, Totals& totals) {
  Random random(seed);
  const Code code = random_code(random, size);
  const auto stable = static_cast<std::uint32_t>(random.next());
  const std::set<Canonical> expected = brute_force(code);
  INFO("seed " << seed << ", stable " << stable << to_string(code));
  const Explored found = explore_all(code, stable);
  const Statistics& statistics = found.result.statistics;
  totals.traces += statistics.traces;
  totals.repeated += statistics.repeated;
  totals.blocked += statistics.blocked;
  if (found.traces == expected && statistics.traces == expected.size() && found.result.exhaustive) return;
  ++totals.wrong;
  CHECK(found.traces == expected);
  CHECK(statistics.traces == expected.size());
  CHECK(found.result.exhaustive);
}

}  // namespace

TEST_CASE("small random programs: DPOR finds the traces that brute force finds", "[dpor]") {
  const char* many = std::getenv("N");
  const std::uint64_t count = many ? std::strtoull(many, nullptr, 10) : 20000;
  Totals totals;
  for (std::uint64_t seed = 0; seed < count && totals.wrong < 5; ++seed) compare(seed, {6, 4, 2}, totals);
  std::cerr << totals.traces << " traces, repeated " << totals.repeated << ", blocked " << totals.blocked << "\n";
  CHECK(totals.wrong == 0);
}

}  // namespace frontrun::engine::test
