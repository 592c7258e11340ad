// When is an execution over?
#pragma once

#include <algorithm>
#include <span>

#include "engine/program.hpp"

namespace frontrun::engine {

/// Is there a thread left for which the execution goes on? Daemons are left where they are when the others have ended.
inline bool any_waited_for(std::span<const ThreadView> threads) {
  return std::any_of(threads.begin(), threads.end(),
                     [](const ThreadView& thread) { return thread.status == ThreadStatus::live && !thread.daemon; });
}

/// Can any thread step, and is there reason to?
inline bool any_enabled(std::span<const ThreadView> threads) {
  bool enabled = false;
  for (const ThreadView& thread : threads) {
    if (!thread.enabled()) continue;
    if (!thread.daemon) return true;
    enabled = true;
  }
  return enabled && any_waited_for(threads);
}

/// How an execution has ended in which no thread can step.
inline Ending final_ending(std::span<const ThreadView> threads) {
  return any_waited_for(threads) ? Ending::deadlock : Ending::complete;
}

}  // namespace frontrun::engine
