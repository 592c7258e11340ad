// Scenarios given as text, explored in the process of the test.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "embed/python_program.hpp"
#include "engine/explore.hpp"

namespace frontrun::test {

struct Explored {
  engine::Exploration exploration;
  std::map<std::string, std::uint64_t> failures;  ///< message -> number of traces
  std::vector<std::string> warnings;
  std::vector<std::string> learned;
};

/// Explores every trace of a scenario. Lets through UsageError and Divergence.
Explored explore_all(const std::string& source, std::uint64_t max_executions = 0);

/// The same, where only those count that switch where CPython can under its GIL.
Explored explore_all_under_the_gil(const std::string& source);

/// The same, where a wait with a timeout may time out whenever it cannot proceed.
Explored explore_all_timeouts(const std::string& source);

}  // namespace frontrun::test
