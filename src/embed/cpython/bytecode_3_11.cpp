// Sources: Python/compile.c (stack_effect, stackdepth), Python/ceval.c, Lib/opcode.py of the 3.11 branch.
#include <opcode.h>

#include <algorithm>
#include <new>

#include "embed/cpython/bytecode.hpp"

namespace frontrun::embed::cpython {
namespace {

extern "C" unsigned char frontrun_opcode_caches(int opcode);

/// Does control never go on to the next instruction?
bool is_end(int opcode) {
  switch (opcode) {
    case RETURN_VALUE:
    case RAISE_VARARGS:
    case RERAISE:
    case JUMP_FORWARD:
    case JUMP_BACKWARD:
    case JUMP_BACKWARD_NO_INTERRUPT:
      return true;
    default:
      return false;
  }
}

int effect(const Op& op, bool jumps) {
  const int arg = static_cast<int>(op.arg);
  switch (op.opcode) {
    // The compiler counts the pair as if PRECALL took the arguments away; it is CALL that does.
    case PRECALL:
      return 0;
    case CALL:
      return -arg - 1;
    // A generator that is resumed for the first time finds the value that was sent to it.
    case RETURN_GENERATOR:
      return 1;
    default:
      return PyCompile_OpcodeStackEffectWithJump(op.opcode, op.opcode >= HAVE_ARGUMENT ? arg : 0, jumps ? 1 : 0);
  }
}

}  // namespace

Jump jump_of(int opcode) {
  switch (opcode) {
    case JUMP_FORWARD:
    case FOR_ITER:
    case SEND:
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
    case POP_JUMP_FORWARD_IF_FALSE:
    case POP_JUMP_FORWARD_IF_TRUE:
    case POP_JUMP_FORWARD_IF_NONE:
    case POP_JUMP_FORWARD_IF_NOT_NONE:
      return Jump::forward;
    case JUMP_BACKWARD:
    case JUMP_BACKWARD_NO_INTERRUPT:
    case POP_JUMP_BACKWARD_IF_FALSE:
    case POP_JUMP_BACKWARD_IF_TRUE:
    case POP_JUMP_BACKWARD_IF_NONE:
    case POP_JUMP_BACKWARD_IF_NOT_NONE:
      return Jump::backward;
    default:
      return Jump::none;
  }
}

std::optional<std::vector<Op>> disassemble(PyCodeObject* code) {
  PyObject* bytes = PyCode_GetCode(code);  // without specialisations
  if (bytes == nullptr) throw std::bad_alloc();
  const auto* units = reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(bytes));
  const auto size = static_cast<std::uint32_t>(PyBytes_GET_SIZE(bytes) / 2);
  std::vector<Op> ops;
  std::vector<std::int64_t> index(size, -1);  // of the instruction that begins at a unit
  Op op;
  for (std::uint32_t unit = 0; unit < size; ++unit) {
    op.opcode = units[2 * unit];
    op.arg = op.arg << 8 | units[2 * unit + 1];
    if (op.opcode == EXTENDED_ARG) {
      ++op.extended;
      continue;
    }
    op.caches = frontrun_opcode_caches(op.opcode);
    index[op.first] = static_cast<std::int64_t>(ops.size());
    ops.push_back(op);
    unit += op.caches;
    op = {};
    op.first = unit + 1;
  }
  Py_DECREF(bytes);
  for (Op& jump : ops) {
    const Jump kind = jump_of(jump.opcode);
    if (kind == Jump::none) continue;
    const std::int64_t target =
        static_cast<std::int64_t>(jump.end()) + (kind == Jump::forward ? 1 : -1) * static_cast<std::int64_t>(jump.arg);
    if (target < 0 || target >= size || index[static_cast<std::size_t>(target)] < 0) return std::nullopt;
    jump.target = index[static_cast<std::size_t>(target)];
  }
  return ops;
}

std::optional<std::vector<int>> stack_depths(const std::vector<Op>& ops, const std::vector<Handler>& handlers) {
  std::vector<int> depths(ops.size(), -1);
  std::vector<std::size_t> open;
  bool agree = true;
  const auto reach = [&](std::size_t i, int depth) {
    if (i >= ops.size() || depth < 0) {
      agree = false;
    } else if (depths[i] < 0) {
      depths[i] = depth;
      open.push_back(i);
    } else if (depths[i] != depth) {
      agree = false;
    }
  };
  const auto op_at = [&](std::uint32_t unit) {
    const auto found =
        std::lower_bound(ops.begin(), ops.end(), unit, [](const Op& op, std::uint32_t u) { return op.first < u; });
    return static_cast<std::size_t>(found - ops.begin());
  };
  reach(0, 0);
  while (agree && !open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    const Op& op = ops[i];
    for (const Handler& handler : handlers) {
      if (op.first >= handler.start && op.first < handler.end) reach(op_at(handler.target), handler.depth());
    }
    for (const bool jumps : {false, true}) {
      if (jumps ? op.target < 0 : is_end(op.opcode)) continue;
      const int change = effect(op, jumps);
      if (change == PY_INVALID_STACK_EFFECT) return std::nullopt;
      reach(jumps ? static_cast<std::size_t>(op.target) : i + 1, depths[i] + change);
    }
  }
  if (!agree) return std::nullopt;
  return depths;
}

}  // namespace frontrun::embed::cpython
