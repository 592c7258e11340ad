#include "engine/frontier.hpp"

#include <algorithm>

namespace frontrun::engine {

namespace {

constexpr ThreadId kMostThreads = 1U << 20;  ///< no program has more

bool good_thread(ThreadId thread) { return thread < kMostThreads; }

bool well_formed(const std::vector<Frontier::Branch>& tree) {
  std::uint32_t deepest = 0;
  for (const Frontier::Branch& branch : tree) {
    if (!good_thread(branch.thread) || branch.steps == 0 || branch.level > deepest) return false;
    if (branch.footprint.count > Operation::kInline) return false;
    deepest = branch.level + 1;
  }
  return true;
}

}  // namespace

bool well_formed(const Frontier& frontier) {
  return std::all_of(frontier.path.begin(), frontier.path.end(), [&](const Frontier::Node& node) {
    const bool last = &node == &frontier.path.back();
    return (last || good_thread(node.thread)) && std::ranges::all_of(node.sleeping, good_thread) && well_formed(node.tree);
  });
}

}  // namespace frontrun::engine
