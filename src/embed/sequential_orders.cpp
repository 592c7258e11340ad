#include "embed/sequential_orders.hpp"

#include <algorithm>
#include <optional>

namespace frontrun::embed {
namespace {

/// A thread that has not come to its end by then spins.
constexpr std::uint64_t kMostSteps = 1'000'000;

engine::ThreadId root_of(const Runtime& runtime, engine::ThreadId thread) {
  for (;;) {
    const engine::ThreadId parent = runtime.parent_of(thread);
    if (parent == engine::kNoThread) return thread;
    thread = parent;
  }
}

}  // namespace

bool run_in_order(Runtime& runtime, const std::vector<engine::ThreadId>& order) {
  std::uint64_t steps = 0;
  for (const engine::ThreadId turn : order) {
    const auto may_run = [&](engine::ThreadId thread) {
      const engine::ThreadId root = root_of(runtime, thread);
      return root == turn || std::find(order.begin(), order.end(), root) == order.end();
    };
    const auto next = [&]() -> std::optional<engine::ThreadId> {
      if (runtime.views()[turn].enabled()) return turn;
      for (engine::ThreadId thread = 0; thread < runtime.views().size(); ++thread) {
        if (runtime.views()[thread].enabled() && may_run(thread)) return thread;
      }
      return std::nullopt;
    };
    for (;;) {
      if (const std::optional<engine::ThreadId> thread = next()) {
        if (++steps > kMostSteps) return false;
        runtime.step(*thread);
        if (runtime.uncaught() || runtime.runaway()) return false;
      } else if (!runtime.advance_time()) {
        break;
      }
    }
    if (runtime.views()[turn].status == engine::ThreadStatus::live) return false;
  }
  return true;
}

}  // namespace frontrun::embed
