#include "engine/wakeup_tree.hpp"

namespace frontrun::engine {

Footprint::Footprint(const Operation* operation) {
  if (operation == nullptr || operation->barrier) return;
  reads = writes = false;
  anywhere = operation->count > Operation::kInline;
  for (const Access access : operation->accesses()) {
    if (access.stable() && !anywhere) {
      stable[count++] = access;
    } else {
      (access.writes() ? writes : reads) = true;
    }
  }
}

bool Footprint::independent(const Operation& other) const {
  if (other.barrier) return false;
  for (const Access theirs : other.accesses()) {
    for (std::uint8_t i = 0; i < count; ++i) {
      if (conflict(stable[i], theirs)) return false;
    }
    // A stable location is no unstable one. Two unstable ones may be the same.
    if (theirs.stable() && !anywhere) continue;
    if (writes || (reads && theirs.writes())) return false;
  }
  return true;
}

WakeupTrees::Tree WakeupTrees::plant(ThreadId thread, const Footprint& footprint, std::uint32_t steps) {
  const Branch branch{thread, kEmpty, kEmpty, steps, footprint};
  if (free_ == kEmpty) {
    branches_.push_back(branch);
    return static_cast<Tree>(branches_.size() - 1);
  }
  const Tree tree = free_;
  free_ = branches_[tree].next;
  branches_[tree] = branch;
  return tree;
}

void WakeupTrees::split(Tree branch, std::uint32_t steps) {
  const Tree rest = plant(branches_[branch].thread, Footprint(), branches_[branch].steps - steps);
  branches_[rest].subtree = branches_[branch].subtree;
  branches_[branch].subtree = rest;
  branches_[branch].steps = steps;
}

void WakeupTrees::remove_all(Tree tree) {
  while (tree != kEmpty) {
    Tree next = branches_[tree].next;
    if (const Tree subtree = branches_[tree].subtree; subtree != kEmpty) {  // its branches become siblings, and go next
      Tree last = subtree;
      while (branches_[last].next != kEmpty) last = branches_[last].next;
      branches_[last].next = next;
      next = subtree;
    }
    remove(tree);
    tree = next;
  }
}

}  // namespace frontrun::engine
