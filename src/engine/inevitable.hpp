// The critical decision of a failing execution: the last step after which the failure could no longer be avoided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "engine/explore.hpp"

namespace frontrun::engine {

struct InevitableOptions {
  std::uint64_t max_steps = 0;               ///< of one execution; 0: no limit
  std::uint64_t max_operations = 1'000'000;  ///< to be performed in all, as far as can be told before. Not seconds: the
                                             ///< same failure gets the same answer on every machine
  std::function<bool()> interrupted;
  bool atomic_blocks = false;  ///< only continuations count that switch between blocks (atomic_blocks.hpp)
};

/// The length of the shortest prefix of `steps` all of whose continuations fail, in whatever way; 0: every execution fails.
/// Each continuation was explored, by DPOR from the prefix on. Nullopt: not known, a limit was hit. Deterministic.
/// Precondition: the execution that makes these steps fails.
std::optional<std::size_t> inevitable_after(Program& program, std::span<const ThreadId> steps,
                                            const InevitableOptions& options);

}  // namespace frontrun::engine
