// What is taken for invisible, or for independent, must be: no random schedule that switches between any two instructions
// may come to a final state (or exception, or deadlock) that exploring every trace does not know.
#include <algorithm>
#include <cstdlib>

#include "catch.hpp"
#include "embed/explored.hpp"
#include "embed/random_scenario.hpp"

using namespace frontrun::test;

namespace {

constexpr std::uint64_t kMostTraces = 3000;  // larger ones are passed by: they say nothing more and take long

/// Deadlocks and exceptions differ in where threads wait and raise, which is as it should be.
void compare(std::uint64_t seed, std::uint64_t schedules) {
  const std::string source = random_scenario(seed);
  const Explored all = explore_all(source, kMostTraces);
  if (!all.exploration.exhaustive) return;
  const Explored some = explore_every_instruction(source, seed, schedules);
  for (const auto& [message, count] : some.failures) {
    INFO("seed " << seed << "\n" << source.substr(source.find("\ndef thread0")) << "\nnot found by DPOR: " << message);
    CHECK(all.failures.contains(message));
  }
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("random scenarios: every reachable final state is found", "[fuzz]") {
  const std::uint64_t first = from_environment("FRONTRUN_FUZZ_FIRST", 1);
  const std::uint64_t programs = from_environment("FRONTRUN_FUZZ_PROGRAMS", 500);
  for (std::uint64_t seed = first; seed < first + programs; ++seed) {
    try {
      compare(seed, 200);
    } catch (const std::exception& error) {
      FAIL_CHECK("seed " << seed << ": " << error.what() << "\n" << random_scenario(seed));
    }
  }
}
