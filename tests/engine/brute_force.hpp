// Every Mazurkiewicz trace of a little program, found without any cleverness.
#pragma once

#include <set>
#include <vector>

#include "engine/fake_program.hpp"

namespace frontrun::engine::test {

/// An execution up to the order of independent operations: its events, and the order of every dependent pair.
using Canonical = std::vector<std::uint32_t>;

Canonical canonical(const std::vector<Done>& trace);

/// Those that come about with at most `preemptions` switches away from a thread that could have gone on.
std::set<Canonical> brute_force_bounded(const Code& code, std::uint64_t preemptions, Timeouts timeouts = Timeouts::lazy);

std::set<Canonical> brute_force(const Code& code, Timeouts timeouts = Timeouts::lazy);

}  // namespace frontrun::engine::test
