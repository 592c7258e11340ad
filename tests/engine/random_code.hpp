// Random little programs.
#pragma once

#include "engine/fake_program.hpp"
#include "engine/random.hpp"

namespace frontrun::engine::test {

/// The most operations of a thread, by the number of threads.
struct CodeSize {
  std::uint32_t two, three, four;
};

/// Two to four threads with shared values, locks, semaphores, events, branches, started and joined threads.
Code random_code(Random& random, CodeSize size);

}  // namespace frontrun::engine::test
