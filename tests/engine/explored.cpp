#include "engine/explored.hpp"

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

}  // namespace frontrun::engine::test
