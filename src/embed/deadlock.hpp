// Who waits for whom when nobody can go on.
#pragma once

#include "embed/naming.hpp"
#include "embed/runtime.hpp"
#include "engine/program.hpp"

namespace frontrun::embed {

/// The failure of an execution in which threads are left that cannot go on: the cycle of those that hold what the next one
/// waits for, if there is one, then who else waits, for what, and what nobody is left to do. Without such a cycle it is a
/// livelock if any of them spins (spinning.hpp).
engine::Failure deadlock_of(Runtime& runtime, const Naming& names);

}  // namespace frontrun::embed
