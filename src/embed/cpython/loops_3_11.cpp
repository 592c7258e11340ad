// Sources: Python/compile.c (compiler_while, compiler_jump_if) and Python/ceval.c of the 3.11 branch.
#include <opcode.h>

#include <algorithm>
#include <set>
#include <utility>

#include "embed/cpython/bytecode.hpp"
#include "embed/cpython/loops.hpp"

namespace frontrun::embed::cpython {
namespace {

/// What a conditional jump tests; the same for its forward and its backward form and for that which asks the opposite.
enum class Test : std::uint8_t { none, truth, none_ness };

struct Branch {
  Test test = Test::none;
  bool jumps_if = false;  ///< the answer on which it jumps
};

Branch branch_of(int opcode) {
  switch (opcode) {
    case POP_JUMP_FORWARD_IF_TRUE:
    case POP_JUMP_BACKWARD_IF_TRUE:
      return {Test::truth, true};
    case POP_JUMP_FORWARD_IF_FALSE:
    case POP_JUMP_BACKWARD_IF_FALSE:
      return {Test::truth, false};
    case POP_JUMP_FORWARD_IF_NONE:
    case POP_JUMP_BACKWARD_IF_NONE:
      return {Test::none_ness, true};
    case POP_JUMP_FORWARD_IF_NOT_NONE:
    case POP_JUMP_BACKWARD_IF_NOT_NONE:
      return {Test::none_ness, false};
    default:
      return {};
  }
}

bool is_plain_jump(int opcode) {
  return opcode == JUMP_FORWARD || opcode == JUMP_BACKWARD || opcode == JUMP_BACKWARD_NO_INTERRUPT;
}

bool leaves(int opcode) { return opcode == RETURN_VALUE || opcode == RAISE_VARARGS || opcode == RERAISE; }

bool ends_statement(int opcode) {
  switch (opcode) {
    case POP_TOP:
    case STORE_FAST:
    case STORE_DEREF:
    case STORE_GLOBAL:
    case STORE_ATTR:
    case STORE_SUBSCR:
      return true;
    default:
      return leaves(opcode);
  }
}

class Finder {
 public:
  Finder(const std::vector<Op>& ops, const std::vector<Handler>& handlers, const std::vector<int>& depths)
      : ops_(ops), handlers_(handlers), depths_(depths) {}

  /// The index of the instruction at which the condition of the `while` begins that ends with the conditional jump `jump`,
  /// and that of its copy in front of the loop. Both the loop's first instruction, if it has no such condition.
  std::pair<std::size_t, std::size_t> condition(std::size_t jump) {
    const auto body = static_cast<std::size_t>(ops_[jump].target);
    constexpr std::size_t kLongest = 64;  // instructions of a condition
    const std::size_t most = std::min({kLongest, body, jump - body + 1});
    std::size_t longest = 0;
    while (longest < most && alike(body - 1 - longest, jump - longest)) ++longest;
    for (std::size_t length = longest; length > 0; --length) {
      if (depths_[body - length] != depths_[body] || depths_[jump + 1 - length] != depths_[body]) continue;
      assumed_.clear();
      if (equivalent(body - length, jump + 1 - length)) return {body - length, jump + 1 - length};
    }
    return {body, body};
  }

 private:
  /// May both be the same part of a condition?
  bool alike(std::size_t a, std::size_t b) const {
    if (ends_statement(ops_[a].opcode)) return false;
    const Test test = branch_of(ops_[a].opcode).test;
    if (test != Test::none) return test == branch_of(ops_[b].opcode).test;
    return ops_[a].opcode == ops_[b].opcode && (ops_[a].arg == ops_[b].arg || jump_of(ops_[a].opcode) != Jump::none);
  }

  const Handler* handler(std::size_t i) const {
    const auto covers = [&](const Handler& h) { return ops_[i].first >= h.start && ops_[i].first < h.end; };
    const auto found = std::find_if(handlers_.begin(), handlers_.end(), covers);
    return found == handlers_.end() ? nullptr : &*found;
  }

  bool same_handler(std::size_t a, std::size_t b) const {
    const Handler *x = handler(a), *y = handler(b);
    if (x == nullptr || y == nullptr) return x == y;
    return x->target == y->target && x->depth_and_lasti == y->depth_and_lasti;
  }

  std::size_t past_jumps(std::size_t i) const {
    for (std::size_t steps = 0; steps < ops_.size() && i < ops_.size(); ++steps) {
      if (is_plain_jump(ops_[i].opcode)) {
        i = static_cast<std::size_t>(ops_[i].target);
      } else if (ops_[i].opcode == NOP) {
        ++i;
      } else {
        break;
      }
    }
    return i;
  }

  /// Does what follows do the same from both? (The greatest bisimulation: what is assumed on the way holds if nothing
  /// contradicts it.)
  bool equivalent(std::size_t a, std::size_t b) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{a, b}};
    while (!open.empty()) {
      const auto [first, second] = open.back();
      open.pop_back();
      const std::size_t i = past_jumps(first), k = past_jumps(second);
      if (i == k || !assumed_.emplace(i, k).second) continue;
      if (i >= ops_.size() || k >= ops_.size() || !same_handler(i, k)) return false;
      const Op &x = ops_[i], &y = ops_[k];
      const Branch of_x = branch_of(x.opcode), of_y = branch_of(y.opcode);
      if (of_x.test != of_y.test) return false;
      if (of_x.test != Test::none) {
        const bool same_sense = of_x.jumps_if == of_y.jumps_if;
        const auto target = static_cast<std::size_t>(y.target);
        open.emplace_back(static_cast<std::size_t>(x.target), same_sense ? target : k + 1);
        open.emplace_back(i + 1, same_sense ? k + 1 : target);
        continue;
      }
      if (x.opcode != y.opcode) return false;
      if (x.target >= 0) {
        open.emplace_back(static_cast<std::size_t>(x.target), static_cast<std::size_t>(y.target));
      } else if (x.arg != y.arg) {
        return false;
      }
      if (!leaves(x.opcode)) open.emplace_back(i + 1, k + 1);
    }
    return true;
  }

  const std::vector<Op>& ops_;
  const std::vector<Handler>& handlers_;
  const std::vector<int>& depths_;
  std::set<std::pair<std::size_t, std::size_t>> assumed_;
};

}  // namespace

std::vector<Loop> loops_of(PyCodeObject* code) {
  constexpr int kCoroutines = CO_COROUTINE | CO_ASYNC_GENERATOR | CO_ITERABLE_COROUTINE;
  if ((code->co_flags & CO_OPTIMIZED) == 0 || (code->co_flags & kCoroutines) != 0) return {};
  const std::optional<std::vector<Op>> ops = disassemble(code);
  if (!ops) return {};
  const std::vector<Handler> handlers =
      parse_exception_table({reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(code->co_exceptiontable)),
                             static_cast<std::size_t>(PyBytes_GET_SIZE(code->co_exceptiontable))});
  const std::optional<std::vector<int>> depths = stack_depths(*ops, handlers);
  if (!depths) return {};
  Finder finder(*ops, handlers, *depths);
  std::vector<Loop> loops;
  for (std::size_t i = 0; i < ops->size(); ++i) {
    if (jump_of((*ops)[i].opcode) != Jump::backward) continue;
    const auto head = static_cast<std::size_t>((*ops)[i].target);
    if ((*ops)[head].opcode == FOR_ITER || (*ops)[head].opcode == SEND) continue;
    const bool conditional = branch_of((*ops)[i].opcode).test != Test::none;
    const auto [begin, again] = conditional ? finder.condition(i) : std::pair(head, head);
    loops.push_back({(*ops)[begin].first, (*ops)[again].first, (*ops)[i].first});
  }
  return loops;
}

}  // namespace frontrun::embed::cpython
