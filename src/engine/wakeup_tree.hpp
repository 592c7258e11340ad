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
#include <optional>
#include <vector>

#include "engine/operation.hpp"

namespace frontrun::engine {

/// What may be said in a later execution about an operation of this one: its stable locations, and of what kind its
/// accesses to others are.
class Footprint {
 public:
  explicit Footprint(const Operation& operation);

  /// Would it commute with an operation of another execution? Nullopt: can't tell, the locations mean nothing there.
  std::optional<bool> independent(const Operation& other) const;

 private:
  std::array<Access, Operation::kInline> stable_{};
  std::uint8_t count_ = 0;
  bool reads_ = false;     ///< it reads locations that are not in stable_
  bool writes_ = false;    ///< it writes such locations
  bool anywhere_ = false;  ///< and those may be stable ones, too many to be kept
  bool barrier_ = false;
};

/// A set of threads that may hold more than was put in: it costs executions where it does, and misses nothing.
class AwakeSet {
 public:
  void add(ThreadId thread) { bits_ |= bit(thread); }
  void add(AwakeSet other) { bits_ |= other.bits_; }
  bool contains(ThreadId thread) const { return (bits_ & bit(thread)) != 0; }

 private:
  /// The threads from 63 on share a bit.
  static constexpr std::uint64_t bit(ThreadId thread) { return std::uint64_t{1} << (thread < 63 ? thread : 63); }
  std::uint64_t bits_ = 0;
};

class WakeupTrees {
 public:
  using Tree = std::uint32_t;  ///< the first branch of a tree
  static constexpr Tree kEmpty = std::numeric_limits<Tree>::max();

  struct Branch {
    ThreadId thread;
    Tree next;            ///< its younger siblings
    Tree subtree;         ///< what to explore after it; kEmpty: anything
    AwakeSet awake;       ///< threads that do not fall asleep when it is taken, although they were explored before
    Footprint footprint;  ///< what the thread was seen to do there by the execution that planted the branch
  };

  Branch& operator[](Tree tree) { return branches_[tree]; }
  const Branch& operator[](Tree tree) const { return branches_[tree]; }

  /// A new branch without siblings or subtree. Invalidates references to branches.
  Tree plant(ThreadId thread, const Operation& operation);

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
