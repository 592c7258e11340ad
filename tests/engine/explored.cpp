#include "engine/explored.hpp"

#include <array>

namespace frontrun::engine::test {

Explored explore_all(const Code& code, std::uint32_t stable, Timeouts timeouts) {
  Explored explored;
  FakeProgram program(code, timeouts);
  program.stable = stable;
  program.observer = [&](const Machine& machine, Ending ending) {
    if (ending != Ending::abandoned) explored.traces.insert(canonical(machine.trace));
  };
  ExploreOptions options;
  options.keep_going = true;
  explored.result = explore(program, *make_dpor(), options);
  return explored;
}

Code copies(std::size_t threads, const std::vector<Op>& ops) { return Code(threads, ops); }

Code racy_counter(std::size_t threads, std::size_t times) {
  std::vector<Op> ops;
  for (std::size_t i = 0; i < times; ++i) ops.insert(ops.end(), {{Do::read, 0}, {Do::store, 0}});
  return copies(threads, ops);
}

bool counted(const Machine& machine, std::int64_t expected) { return machine.values[0] == expected; }

std::optional<FoundFailure> fail_by_an_ending(FakeProgram& program, std::uint64_t seed) {
  std::array<std::int64_t, kPlaces> values{};
  program.observer = [&](const Machine& machine, Ending ending) {
    if (ending == Ending::complete) values = machine.values;
  };
  ExploreOptions options;
  options.limits.max_executions = 20;
  options.keep_going = true;
  const Exploration first = explore(program, *make_random_walk(seed), options);
  program.observer = {};
  if (first.statistics.traces < 3) return std::nullopt;
  program.invariant = [values](const Machine& machine) { return machine.values != values; };
  options.keep_going = false;
  options.limits.max_executions = 200;
  const Exploration found = explore(program, *make_random_walk(seed), options);
  return found.failures.empty() ? std::nullopt : std::optional(found.failures[0]);
}

}  // namespace frontrun::engine::test
