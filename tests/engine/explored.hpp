// Exploring little programs: what several tests need.
#pragma once

#include <optional>
#include <set>

#include "engine/brute_force.hpp"
#include "engine/explore.hpp"
#include "engine/fake_program.hpp"

namespace frontrun::engine::test {

struct Explored {
  Exploration result;
  std::set<Canonical> traces;  // of the executions that were not abandoned
};

/// Every trace of a program, by DPOR. `stable`: see FakeProgram.
Explored explore_all(const Code& code, std::uint32_t stable = ~0u, Timeouts timeouts = Timeouts::lazy);

/// Threads that all do the same.
Code copies(std::size_t threads, const std::vector<Op>& ops);

/// A counter that every thread increments `times` times without a lock, and what it should hold in the end.
Code racy_counter(std::size_t threads, std::size_t times = 1);
bool counted(const Machine& machine, std::int64_t expected);

/// Makes an ending wrong to which one of the program's first executions comes, where others end otherwise, and looks for an
/// execution that fails by that. Nullopt: all end alike, or none was found.
std::optional<FoundFailure> fail_by_an_ending(FakeProgram& program, std::uint64_t seed);

}  // namespace frontrun::engine::test
