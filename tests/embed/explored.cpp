#include "embed/explored.hpp"

#include "embed/source_file.hpp"

namespace frontrun::test {
namespace {

Explored explore(const std::string& source, std::uint64_t max_executions, engine::AtomicBlocks atomic_blocks,
                 embed::ScenarioOptions scenario = {}) {
  const SourceFile file(source);
  scenario.path = file.path();
  const auto program = embed::load_scenario(scenario);
  engine::ExploreOptions options;
  options.keep_going = true;
  options.atomic_blocks = atomic_blocks;
  options.limits.max_executions = max_executions;
  options.limits.max_steps = 20000;
  Explored explored;
  explored.exploration = embed::until_settled([&] { return engine::explore(*program, *engine::make_dpor(), options); });
  for (const engine::FoundFailure& found : explored.exploration.failures)
    explored.failures[found.failure.message] += found.traces;
  explored.warnings = program->warnings(explored.exploration.exhaustive);
  explored.learned = program->learned();
  return explored;
}

}  // namespace

Explored explore_all(const std::string& source, std::uint64_t max_executions) {
  return explore(source, max_executions, engine::AtomicBlocks::ignored);
}

Explored explore_all_under_the_gil(const std::string& source) { return explore(source, 0, engine::AtomicBlocks::required); }

Explored explore_all_timeouts(const std::string& source) {
  embed::ScenarioOptions scenario;
  scenario.explore_timeouts = true;
  return explore(source, 0, engine::AtomicBlocks::ignored, scenario);
}

}  // namespace frontrun::test
