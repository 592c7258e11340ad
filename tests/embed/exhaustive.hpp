// Every interleaving of a scenario's instructions, without partial-order reduction: what exploring its traces is held
// against. It knows nothing of operations and locations: threads may switch before every instruction.
//
// There are too many interleavings to run them all, but most of them lead through the same few states: where threads have
// come to a state that has been seen (embed/fingerprint.hpp), what follows has been, or will be, explored from there.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace frontrun::test {

struct Exhaustive {
  std::set<std::string> endings;  ///< messages of failures; "" for an execution without one
  bool complete = false;          ///< every interleaving was explored
  std::uint64_t executions = 0;
  std::uint64_t states = 0;
  /// Executions that did the same as the one before and did not come to the same fingerprint: it has something in it that is
  /// not of the state, and states that are one are searched as several.
  std::uint64_t unlike = 0;
};

/// Searches until there is nothing left, or `max_executions` were run. Threads' functions have to be called thread0,
/// thread1, and so on. Lets through UsageError.
Exhaustive explore_every_interleaving(const std::string& source, std::uint64_t max_executions);

}  // namespace frontrun::test
