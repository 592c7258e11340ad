// Every schedule with no preemption, then with one, and so on: iterative context bounding (Musuvathi, Qadeer: Iterative
// Context Bounding for Systematic Testing of Multithreaded Programs, PLDI 2007), to make a counterexample smaller.
#pragma once

#include "engine/candidates.hpp"

namespace frontrun::engine {

/// Looks for an execution with the same failure and fewer preemptions than the best one, fewest first, until one is found,
/// none is left, or the candidates are exhausted (`operations`, as there). Returns whether it is certain that no execution
/// with the same failure has fewer preemptions than the best one has now.
bool search_fewer_preemptions(Candidates& candidates, std::uint64_t operations);

}  // namespace frontrun::engine
