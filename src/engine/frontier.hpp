// What is left of an exploration by DPOR, as a value: to be kept in a file, or handed to another process.
//
// It is the path on which the next execution begins, and, for each state on it, who sleeps there and what is planned from
// there. Nothing in it refers to the execution, or the process, in which it was made: whoever goes on from it explores what
// its maker would have explored, in the same order.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/wakeup_tree.hpp"

namespace frontrun::engine {

struct Frontier {
  /// A branch of a wakeup tree; a tree is its branches in preorder.
  struct Branch {
    ThreadId thread = kNoThread;
    std::uint32_t steps = 1;  ///< in a row
    std::uint32_t level =
        0;  ///< below its node: 0 for those that the node itself has, at most one more than the branch before
    Footprint footprint{};

    bool operator==(const Branch&) const = default;
  };

  /// A state on the path.
  struct Node {
    ThreadId thread = kNoThread;  ///< who steps from here; kNoThread: the last node, where the exploration goes on
    std::vector<ThreadId> sleeping{};
    std::vector<Branch> tree{};    ///< what is to be explored from here afterwards
    std::uint32_t explored = 0;    ///< how many of its branches are behind
    std::uint64_t executions = 0;  ///< how many executions those were

    bool operator==(const Node&) const = default;
  };

  std::vector<Node> path = {Node{}};  ///< empty: nothing is left. At first: everything is

  bool operator==(const Frontier&) const = default;
};

/// Could a strategy have made it? What comes from outside has to be asked before it is explored. Whether it fits a program
/// only the program tells: a step that it cannot make is a Divergence.
bool well_formed(const Frontier& frontier);

}  // namespace frontrun::engine
