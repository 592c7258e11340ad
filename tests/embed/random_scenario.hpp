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

/// Two threads with one statement each, of one group: all there are, from 1 to number_of_pairs(). Where random programs
/// meet an unhappy pair once in a few hundred, going through them is a proof for the grammar.
std::string scenario_of_pair(std::uint64_t number);
std::uint64_t number_of_pairs();

/// One with exactly these statements of `group`, one a thread.
std::string scenario_of(const Group& group, const std::vector<std::string>& statements);

}  // namespace frontrun::test
