// Measures exploring one scenario against running it plainly, in one process: what bench/run calls.
//
//   frontrun_bench SCENARIO STRATEGY MAX_EXECUTIONS
//
// Prints one JSON object. Times are the best of several rounds: whatever else the machine does only ever makes a round
// slower. A round of explorations is followed by a round of plain runs, so that both see the same state of the machine.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <limits>
#include <memory>
#include <string>

#include <fmt/core.h>

#include "embed/python_program.hpp"
#include "engine/explore.hpp"

namespace {

using frontrun::engine::Exploration;
using frontrun::engine::ExploreOptions;
using frontrun::engine::Strategy;

constexpr int kRounds = 9;
constexpr double kRoundSeconds = 0.15;  ///< long enough that the clock's resolution and the first, cold run do not matter

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::unique_ptr<Strategy> make_strategy(const std::string& name) {
  return name == "random" ? frontrun::engine::make_random_walk(1) : frontrun::engine::make_dpor();
}

/// How often something that takes `seconds` has to be repeated to fill a round.
std::uint64_t repetitions(double seconds) {
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(kRoundSeconds / std::max(seconds, 1e-7)));
}

void measure(const std::string& path, const std::string& strategy, std::uint64_t max_executions) {
  frontrun::embed::ScenarioOptions scenario;
  scenario.path = path;
  const auto program = frontrun::embed::load_scenario(scenario);

  ExploreOptions options;
  options.keep_going = true;
  options.limits.max_executions = max_executions;
  options.repetitions = 0;  // what an execution costs is the question
  const auto explore_once = [&] { return frontrun::engine::explore(*program, *make_strategy(strategy), options); };

  const double start = now();
  const Exploration first = explore_once();
  const std::uint64_t executions = first.statistics.executions;
  const std::uint64_t explorations = repetitions(now() - start);
  const std::uint64_t plain_runs = repetitions(program->time_sequential(1));

  double explored = std::numeric_limits<double>::infinity();  // seconds an execution
  double plain = std::numeric_limits<double>::infinity();     // seconds a run
  for (int round = 0; round < kRounds; ++round) {
    const double begin = now();
    for (std::uint64_t i = 0; i < explorations; ++i) explore_once();
    explored = std::min(explored, (now() - begin) / static_cast<double>(explorations * executions));
    plain = std::min(plain, program->time_sequential(plain_runs) / static_cast<double>(plain_runs));
  }
  fmt::print(R"({{"executions": {}, "traces": {}, "operations": {}, "explored_seconds": {:.9f}, "plain_seconds": {:.9f}}})"
             "\n",
             executions, first.statistics.traces, first.statistics.operations, explored, plain);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: frontrun_bench SCENARIO dpor|random MAX_EXECUTIONS (0: all)\n");
    return EXIT_FAILURE;
  }
  try {
    measure(argv[1], argv[2], std::stoull(argv[3]));
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "frontrun_bench: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
