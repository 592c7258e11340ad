// Optimal-DPOR with wakeup trees: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial
// Order Reduction", JACM 64(4), 2017, algorithm 2, with the rules for blocking operations and for locations without a
// lasting identity that races.hpp and reversal.hpp describe.
//
// The path of nodes from the start to the end of the current execution is kept between executions; the next execution
// steps along it again as far as its last node with something left to explore. Nothing is recursive in its depth.

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/explore.hpp"
#include "engine/races.hpp"
#include "engine/reversal.hpp"
#include "engine/strategy.hpp"
#include "engine/trace.hpp"
#include "engine/wakeup_tree.hpp"

namespace frontrun::engine {

namespace {

using Tree = WakeupTrees::Tree;

/// A state on the current path: before the step of the same number.
struct Node {
  ThreadId thread = kNoThread;      ///< who steps from here at present; kNoThread: not chosen yet
  Tree tree = WakeupTrees::kEmpty;  ///< what is to be explored from here after that
  std::uint32_t sleep = 0;          ///< where its sleep set begins in Dpor::sleep_; it ends where the next node's begins
};

class Dpor final : public Strategy {
 public:
  explicit Dpor(std::vector<ThreadId> prefix) : prefix_(std::move(prefix)) {  // see Trace::Trace()
    path_.reserve(64);
    sleep_.reserve(16);
  }

  bool begin_execution() override;
  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) override;
  void end_execution(std::span<const ThreadView> threads, const Trace& trace, Ending ending) override;
  bool exhaustive() const override { return true; }

 private:
  std::span<const ThreadId> sleeping(std::size_t depth) const;
  bool asleep(ThreadId thread) const;
  std::optional<ThreadId> first_free(std::span<const ThreadView> threads) const;
  void reverse(const Trace& trace, std::span<const ThreadView> threads, const Race& race);
  Tree plant_rest();

  const std::vector<ThreadId> prefix_;  ///< taken by every execution; its steps are never reversed
  std::vector<Node> path_;              ///< invariant: one more than the steps of the current execution, once it has begun
  std::vector<ThreadId> sleep_;
  WakeupTrees trees_;
  Races races_;
  Reversal reversal_;
};

std::span<const ThreadId> Dpor::sleeping(std::size_t depth) const {
  const std::size_t end = depth + 1 < path_.size() ? path_[depth + 1].sleep : sleep_.size();
  return {sleep_.data() + path_[depth].sleep, end - path_[depth].sleep};
}

/// Is a thread in the sleep set of the last node?
bool Dpor::asleep(ThreadId thread) const {
  const std::span<const ThreadId> threads = sleeping(path_.size() - 1);
  return std::find(threads.begin(), threads.end(), thread) != threads.end();
}

bool Dpor::begin_execution() {
  if (path_.empty()) {
    path_.push_back({});
    return true;
  }
  // Back to the last node with something left. Whoever was explored from it sleeps from now on.
  while (!path_.empty() && path_.back().tree == WakeupTrees::kEmpty) {
    sleep_.resize(path_.back().sleep);
    path_.pop_back();
  }
  if (path_.empty()) return false;
  sleep_.push_back(path_.back().thread);
  return true;
}

std::optional<ThreadId> Dpor::first_free(std::span<const ThreadView> threads) const {
  for (ThreadId thread = 0; thread < threads.size(); ++thread) {
    if (threads[thread].enabled() && !asleep(thread)) return thread;
  }
  return std::nullopt;
}

std::optional<ThreadId> Dpor::choose(std::span<const ThreadView> threads, const Trace& trace) {
  const std::size_t depth = trace.size();
  if (depth + 1 < path_.size()) return path_[depth].thread;

  Node& node = path_.back();
  Node next;
  bool leaf = false;
  if (node.tree != WakeupTrees::kEmpty) {
    const Tree head = node.tree;
    WakeupTrees::Branch& branch = trees_[head];
    node.thread = branch.thread;
    node.tree = branch.next;
    if (branch.steps > 1) {  // the rest of a run
      --branch.steps;
      branch.next = WakeupTrees::kEmpty;
      branch.footprint = Footprint(nullptr);
      next.tree = head;
    } else {
      next.tree = branch.subtree;
      leaf = branch.subtree == WakeupTrees::kEmpty;
      trees_.remove(head);
    }
  } else if (depth < prefix_.size()) {
    node.thread = prefix_[depth];
  } else if (const std::optional<ThreadId> free = first_free(threads)) {
    node.thread = *free;
  } else {
    return std::nullopt;
  }

  const ThreadId chosen = node.thread;
  const std::size_t begin = node.sleep;
  const std::size_t end = sleep_.size();
  next.sleep = static_cast<std::uint32_t>(end);
  // A leaf stands for everything that begins with its sequence. Whoever still slept there would break that promise; nobody
  // does where can_be_first() always knows, and where it does not this makes up for it.
  if (chosen < threads.size() && !leaf) {
    for (std::size_t i = begin; i < end; ++i) {
      const ThreadId thread = sleep_[i];
      if (!dependent(threads[thread].pending, threads[chosen].pending)) sleep_.push_back(thread);
    }
  }
  path_.push_back(next);
  return chosen;
}

void Dpor::end_execution(std::span<const ThreadView> threads, const Trace& trace, Ending ending) {
  Tree& left_over = path_.back().tree;
  if (left_over != WakeupTrees::kEmpty) {
    // What a tree plans can be performed, unless the steps are limited: threads that were not part of the reversal may
    // have stepped in between.
    if (ending != Ending::step_limit)
      throw Divergence({.step = trace.size() + 1, .thread = {}, .before = "possible", .now = "the execution is over"});
    trees_.remove_all(left_over);
    left_over = WakeupTrees::kEmpty;
  }
  for (const Race& race : races_.find(trace)) {
    if (race.earlier >= prefix_.size()) reverse(trace, threads, race);
  }
}

/// Has the node before `race.earlier` explore the reversal of the race, unless something equivalent is covered already.
void Dpor::reverse(const Trace& trace, std::span<const ThreadView> threads, const Race& race) {
  reversal_.start(trace, threads, race);
  for (const ThreadId thread : sleeping(race.earlier)) {
    if (reversal_.can_be_first(thread, nullptr)) return;
  }
  // Down the tree, along the first branches that can begin what is left of the sequence.
  Node& node = path_[race.earlier];
  Tree parent = WakeupTrees::kEmpty;
  while (true) {
    Tree last = WakeupTrees::kEmpty;
    Tree branch = parent == WakeupTrees::kEmpty ? node.tree : trees_[parent].subtree;
    while (branch != WakeupTrees::kEmpty && !reversal_.can_be_first(trees_[branch].thread, &trees_[branch].footprint)) {
      last = branch;
      branch = trees_[branch].next;
    }
    if (branch == WakeupTrees::kEmpty) {
      const Tree planted = plant_rest();
      if (last != WakeupTrees::kEmpty) {
        trees_[last].next = planted;
      } else if (parent != WakeupTrees::kEmpty) {
        trees_[parent].subtree = planted;
      } else {
        node.tree = planted;
      }
      return;
    }
    const ThreadId thread = trees_[branch].thread;
    const std::uint32_t taken = reversal_.take_run(thread, trees_[branch].steps);
    if (taken < trees_[branch].steps) trees_.split(branch, taken);
    if (trees_[branch].subtree == WakeupTrees::kEmpty) return;  // a leaf: what it leads to covers the sequence
    parent = branch;
  }
}

/// A tree of one path: what is left of the reversal.
Tree Dpor::plant_rest() {
  Tree first = WakeupTrees::kEmpty;
  Tree tail = WakeupTrees::kEmpty;
  for (const Reversal::Step& step : reversal_.rest()) {
    const Tree planted = trees_.plant(step.thread, step.operation, step.count);
    if (tail == WakeupTrees::kEmpty) {
      first = planted;
    } else {
      trees_[tail].subtree = planted;
    }
    tail = planted;
  }
  return first;
}

}  // namespace

std::unique_ptr<Strategy> make_dpor(std::vector<ThreadId> prefix) { return std::make_unique<Dpor>(std::move(prefix)); }

}  // namespace frontrun::engine
