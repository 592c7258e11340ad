#include "embed/explored.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

namespace frontrun::test {
namespace {

/// A scenario's file, for as long as this lives.
class SourceFile {
 public:
  explicit SourceFile(const std::string& source) {
    std::string folder = (std::filesystem::temp_directory_path() / "frontrun-embed-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    std::ofstream(path()) << source;
  }
  ~SourceFile() { std::filesystem::remove_all(folder_); }
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;
  std::filesystem::path path() const { return folder_ / "scenario_under_test.py"; }

 private:
  std::filesystem::path folder_;
};

Explored explore(embed::ScenarioOptions scenario, const std::string& source, std::uint64_t max_executions,
                 const std::function<std::unique_ptr<engine::Strategy>()>& strategy,
                 engine::AtomicBlocks atomic_blocks = engine::AtomicBlocks::ignored) {
  const SourceFile file(source);
  scenario.path = file.path();
  const auto program = embed::load_scenario(scenario);
  engine::ExploreOptions options;
  options.keep_going = true;
  options.atomic_blocks = atomic_blocks;
  options.limits.max_executions = max_executions;
  options.limits.max_steps = 20000;
  Explored explored;
  explored.exploration = embed::until_settled([&] { return engine::explore(*program, *strategy(), options); });
  for (const engine::FoundFailure& found : explored.exploration.failures)
    explored.failures[found.failure.message] += found.traces;
  explored.warnings = program->warnings();
  explored.learned = program->learned();
  return explored;
}

}  // namespace

Explored explore_all(const std::string& source, std::uint64_t max_executions) {
  return explore({}, source, max_executions, [] { return engine::make_dpor(); });
}

Explored explore_all_under_the_gil(const std::string& source) {
  return explore(
      {}, source, 0, [] { return engine::make_dpor(); }, engine::AtomicBlocks::required);
}

Explored explore_every_instruction(const std::string& source, std::uint64_t seed, std::uint64_t executions) {
  embed::ScenarioOptions scenario;
  scenario.every_instruction = true;
  return explore(scenario, source, executions, [seed] { return engine::make_random_walk(seed); });
}

}  // namespace frontrun::test
