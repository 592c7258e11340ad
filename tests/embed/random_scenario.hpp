// Small random scenarios over everything that Python code can do to shared objects.
#pragma once

#include <cstdint>
#include <string>

namespace frontrun::test {

/// The source of a scenario of two or three threads with one to three statements each. Its invariant raises an exception
/// whose text is the whole final state, so that the set of failures is the set of final states.
std::string random_scenario(std::uint64_t seed);

}  // namespace frontrun::test
