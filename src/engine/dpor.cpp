// Optimal-DPOR with wakeup trees: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial
// Order Reduction", JACM 64(4), 2017, algorithm 2, with the rules for blocking operations and for locations without a
// lasting identity that races.hpp and reversal.hpp describe.
//
// The path of nodes from the start to the end of the current execution is kept between executions; the next execution
// steps along it again as far as its last node with something left to explore. Nothing is recursive in its depth. What is
// left is a value at any time, between executions and within one: see frontier.hpp.

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/explore.hpp"
#include "engine/frontier.hpp"
#include "engine/races.hpp"
#include "engine/reversal.hpp"
#include "engine/straight_line.hpp"
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
  std::uint32_t explored = 0;       ///< how many threads were explored from here before the present one
  std::uint64_t begin = 0;          ///< how many executions had ended when the path came here
};

/// For the estimate an execution is noted after so many, then after twice as many, and so on: that costs next to nothing.
/// And after somebody has asked.
constexpr std::uint64_t kFirstNote = 256;
constexpr double kStatesForEstimate = 30'000;  ///< a few milliseconds

class Dpor final : public Strategy {
 public:
  Dpor(const Frontier& frontier, std::vector<ThreadId> prefix);

  bool begin_execution() override { return !path_.empty(); }
  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) override;
  void end_execution(std::span<const ThreadView> threads, const Trace& trace, Ending ending) override;
  bool exhaustive() const override { return true; }
  std::optional<Frontier> frontier() const override;
  std::optional<double> estimate() override;

 private:
  void backtrack();
  void note(const Trace& trace);
  Tree plant(const std::vector<Frontier::Branch>& tree);
  std::span<const ThreadId> sleeping(std::size_t depth) const;
  bool asleep(ThreadId thread) const;
  std::optional<ThreadId> first_free(std::span<const ThreadView> threads) const;
  void reverse(const Trace& trace, std::span<const ThreadView> threads, const Race& race);
  Tree plant_rest();

  const std::vector<ThreadId> prefix_;  ///< taken by every execution; its steps are never reversed
  /// Invariant: each node but the last has a thread. The next execution, or the one that has begun, steps along it.
  std::vector<Node> path_;
  std::vector<ThreadId> sleep_;
  WakeupTrees trees_;
  std::uint64_t executions_ = 0;          ///< those that have ended
  std::uint64_t next_note_ = kFirstNote;  ///< when so many executions have ended
  /// An execution, as it was when it ended.
  struct {
    std::optional<StraightLine> program{};  ///< that does what it did
    std::vector<Node> path{};
    std::vector<ThreadId> sleep{};
    std::vector<std::uint32_t> planned{};  ///< how many branches from each node
    std::optional<double> estimate{};      ///< once it has been asked for
  } noted_;
  Races races_;
  Reversal reversal_;
};

Dpor::Dpor(const Frontier& frontier, std::vector<ThreadId> prefix) : prefix_(std::move(prefix)) {
  path_.reserve(std::max<std::size_t>(frontier.path.size(), 64));  // see Trace::Trace()
  sleep_.reserve(16);
  for (const Frontier::Node& node : frontier.path) {
    const auto sleep = static_cast<std::uint32_t>(sleep_.size());
    path_.push_back({node.thread, plant(node.tree), sleep, node.explored, executions_});
    executions_ += node.executions;
    sleep_.insert(sleep_.end(), node.sleeping.begin(), node.sleeping.end());
  }
}

/// Makes a tree of its branches in preorder.
Tree Dpor::plant(const std::vector<Frontier::Branch>& tree) {
  std::vector<Tree> newest;  // of each level
  Tree first = WakeupTrees::kEmpty;
  for (const Frontier::Branch& branch : tree) {
    const Tree planted = trees_.plant(branch.thread, branch.footprint, branch.steps);
    if (branch.level < newest.size()) {
      trees_[newest[branch.level]].next = planted;
    } else if (branch.level > 0) {
      trees_[newest.back()].subtree = planted;
    } else {
      first = planted;
    }
    newest.resize(branch.level);
    newest.push_back(planted);
  }
  return first;
}

std::optional<Frontier> Dpor::frontier() const {
  Frontier frontier{.path = {}};
  frontier.path.reserve(path_.size());
  std::vector<Tree> above;  // the branches between the node and the one that comes next
  for (std::size_t depth = 0; depth < path_.size(); ++depth) {
    Frontier::Node& node = frontier.path.emplace_back();
    node.thread = path_[depth].thread;
    node.explored = path_[depth].explored;
    node.executions = (depth + 1 < path_.size() ? path_[depth + 1].begin : executions_) - path_[depth].begin;
    const std::span<const ThreadId> asleep = sleeping(depth);
    node.sleeping.assign(asleep.begin(), asleep.end());
    for (Tree branch = path_[depth].tree; branch != WakeupTrees::kEmpty;) {
      const WakeupTrees::Branch& from = trees_[branch];
      node.tree.push_back({from.thread, from.steps, static_cast<std::uint32_t>(above.size()), from.footprint});
      above.push_back(branch);
      branch = from.subtree;
      while (branch == WakeupTrees::kEmpty && !above.empty()) {
        branch = trees_[above.back()].next;
        above.pop_back();
      }
    }
  }
  return frontier;
}

std::span<const ThreadId> Dpor::sleeping(std::size_t depth) const {
  const std::size_t end = depth + 1 < path_.size() ? path_[depth + 1].sleep : sleep_.size();
  return {sleep_.data() + path_[depth].sleep, end - path_[depth].sleep};
}

/// Is a thread in the sleep set of the last node?
bool Dpor::asleep(ThreadId thread) const {
  const std::span<const ThreadId> threads = sleeping(path_.size() - 1);
  return std::find(threads.begin(), threads.end(), thread) != threads.end();
}

/// Back to the last node with something left. Whoever was explored from it sleeps from now on.
void Dpor::backtrack() {
  while (!path_.empty() && path_.back().tree == WakeupTrees::kEmpty) {
    sleep_.resize(path_.back().sleep);
    path_.pop_back();
  }
  if (path_.empty()) return;
  sleep_.push_back(path_.back().thread);
  path_.back().thread = kNoThread;
  ++path_.back().explored;
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
      branch.footprint = Footprint();
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
  next.begin = executions_;
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
  if (path_.size() != trace.size() + 1) {
    throw Divergence({.step = trace.size() + 1, .thread = {}, .before = "possible", .now = "the execution is over"});
  }
  for (const Race& race : races_.find(trace)) {
    if (race.earlier >= prefix_.size()) reverse(trace, threads, race);
  }
  ++executions_;
  if (executions_ >= next_note_ && ending == Ending::complete) {
    note(trace);
    next_note_ = std::max(kFirstNote, 2 * executions_);
  }
  backtrack();
}

/// Keeps what estimate() needs of an execution: that is asked for seldom.
void Dpor::note(const Trace& trace) {
  noted_.program = StraightLine::of(trace);
  noted_.path = path_;
  noted_.sleep = sleep_;
  noted_.estimate.reset();
  noted_.planned.assign(path_.size(), 0);
  for (std::size_t depth = 0; depth < path_.size(); ++depth) {
    for (Tree branch = path_[depth].tree; branch != WakeupTrees::kEmpty; branch = trees_[branch].next)
      ++noted_.planned[depth];
  }
}

/// The recursive estimator of Kilby, Slaney, Thiebaux, Walsh, "Estimating Search Tree Size", AAAI 2006, with weights: what
/// is yet to be explored from a node is to what has been as the traces are to each other of a program that does what the
/// noted execution did.
std::optional<double> Dpor::estimate() {
  if (path_.empty()) return static_cast<double>(executions_);
  next_note_ = executions_;
  if (!noted_.program || noted_.estimate) return noted_.estimate;
  StraightLine& program = *noted_.program;
  program.allow(kStatesForEstimate);
  double total = 1;  // below the node; the noted execution
  for (std::size_t depth = noted_.path.size() - 1; depth-- > 0;) {
    const Node& node = noted_.path[depth];
    const Node& next = noted_.path[depth + 1];
    total += static_cast<double>(next.begin - node.begin);
    double left = 0;
    double behind = 0;
    if (program.contended(depth)) {
      program.go_to(depth);
      std::vector<ThreadId> asleep(noted_.sleep.begin() + node.sleep, noted_.sleep.begin() + next.sleep);
      asleep.push_back(node.thread);
      left = program.traces(asleep);
      for (std::uint32_t i = 0; left > 0 && i <= node.explored; ++i) {
        const ThreadId thread = asleep.back();
        asleep.pop_back();
        behind += program.traces(asleep, thread);
      }
    }
    total *= 1 + (behind > 0 ? left / behind : noted_.planned[depth] / (node.explored + 1.0));
  }
  return noted_.estimate = total;
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
    const Tree planted = trees_.plant(step.thread, Footprint(step.operation), step.count);
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

std::unique_ptr<Strategy> make_dpor(const Frontier& frontier) {
  return std::make_unique<Dpor>(frontier, std::vector<ThreadId>());
}

std::unique_ptr<Strategy> make_dpor(std::vector<ThreadId> prefix) {
  return std::make_unique<Dpor>(Frontier(), std::move(prefix));
}

}  // namespace frontrun::engine
