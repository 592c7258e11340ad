// When is an execution over?
#pragma once

#include <algorithm>
#include <span>

#include "engine/program.hpp"

namespace frontrun::engine {

inline bool any_enabled(std::span<const ThreadView> threads) {
  return std::any_of(threads.begin(), threads.end(), [](const ThreadView& thread) { return thread.enabled(); });
}

/// How an execution has ended in which no thread can step.
inline Ending final_ending(std::span<const ThreadView> threads) {
  const bool live =
      std::any_of(threads.begin(), threads.end(), [](const ThreadView& thread) { return thread.status == ThreadStatus::live; });
  return live ? Ending::deadlock : Ending::complete;
}

}  // namespace frontrun::engine
