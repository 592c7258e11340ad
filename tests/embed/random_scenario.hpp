// Random little scenarios, full of what Python code does to shared objects.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace frontrun::test {

/// What threads may do to a few objects: programs are made of statements of one group, or of two.
struct Group {
  std::string definitions;              ///< classes and functions of the scenario
  std::string state;                    ///< lines of State.__init__
  std::vector<std::string> statements;  ///< `r` is where a thread keeps what it saw; `i` its number
};

/// The grammar: random_statements.cpp.
const std::vector<Group>& statement_groups();

/// A scenario as Python source, ready to run; its invariant fails with a text that shows the final state. Two or three
/// threads (thread0 ...), the same everywhere for the same seed.
std::string random_scenario(std::uint64_t seed);

/// One with exactly these statements of `group`, one a thread.
std::string scenario_of(const Group& group, const std::vector<std::string>& statements);

}  // namespace frontrun::test
