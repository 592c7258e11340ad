// Random little programs of conditions, barriers and queues.
#pragma once

#include "engine/fake_program.hpp"
#include "engine/random.hpp"
#include "engine/random_code.hpp"

namespace frontrun::engine::test {

/// Two to four threads that wait for each other in all ways that monitors have, and read and write in between. `size` counts
/// what a thread does to a monitor, not operations: to wait on a condition are five.
Code random_monitors(Random& random, CodeSize size);

}  // namespace frontrun::engine::test
