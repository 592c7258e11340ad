// Wakeup trees: which sequences of steps are still to be explored from the nodes of the current execution.
//
// A tree is an ordered list of branches; a branch is a thread that steps first, and the tree of what follows. All trees of
// an exploration live in one pool and are named by the index of their first branch. Nothing here is recursive, and a
// branch that has been explored is used again.
// (Abdulla, Aronis, Jonsson, Sagonas: Source Sets, JACM 64(4), 2017, section 6.)
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/operation.hpp"

namespace frontrun::engine {

/// What may be said in a later execution, of any process, about an operation of this one: its stable locations, and of what
/// kind its accesses to others are. What is not certain to last is left out: not the same access, but one to anywhere.
struct Footprint {
  /// Nothing is known.
  Footprint() = default;

  /// Null: nothing is known.
  explicit Footprint(const Operation* operation);

  /// Is it certain to commute with an operation of another execution?
  bool independent(const Operation& other) const;

  bool operator==(const Footprint&) const = default;

  std::array<Access, Operation::kInline> stable{};
  std::uint8_t count = 0;  ///< of `stable`
  bool reads = true;       ///< it may read locations that are not in `stable`
  bool writes = true;      ///< it may write such locations
  bool anywhere = true;    ///< and those may be stable ones
};

class WakeupTrees {
 public:
  WakeupTrees() { branches_.reserve(16); }

  using Tree = std::uint32_t;  ///< the first branch of a tree
  static constexpr Tree kEmpty = std::numeric_limits<Tree>::max();

  struct Branch {
    ThreadId thread;
    Tree next;            ///< its younger siblings
    Tree subtree;         ///< what to explore after it; kEmpty: anything
    std::uint32_t steps;  ///< how many the thread makes, one after the other: long sequences are kept as runs
    Footprint footprint;  ///< what its first step was seen to be by the execution that planted the branch
  };

  Branch& operator[](Tree tree) { return branches_[tree]; }
  const Branch& operator[](Tree tree) const { return branches_[tree]; }

  /// A new branch without siblings or subtree. Invalidates references to branches.
  Tree plant(ThreadId thread, const Footprint& footprint, std::uint32_t steps);

  /// Makes of a branch two, the first one with `steps` steps.
  void split(Tree branch, std::uint32_t steps);

  /// Gives the branch back. Its siblings and its subtree stay.
  void remove(Tree branch) {
    branches_[branch].next = free_;
    free_ = branch;
  }

  /// Gives a whole tree back.
  void remove_all(Tree tree);

 private:
  std::vector<Branch> branches_;
  Tree free_ = kEmpty;  ///< the removed ones, linked by `next`
};

}  // namespace frontrun::engine
