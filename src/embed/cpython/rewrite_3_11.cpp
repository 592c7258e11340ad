// CPython 3.11. Sources for what is relied on: Python/ceval.c, Python/specialize.c, Objects/codeobject.c,
// Objects/genobject.c.
#include <opcode.h>

#include <algorithm>
#include <new>
#include <span>
#include <string>

#include "embed/cpython/rewrite.hpp"

#undef HAVE_STD_ATOMIC
#include "embed/cpython/bytecode.hpp"
#include "embed/py_ref.hpp"
#include "internal/pycore_code.h"
#include "internal/pycore_frame.h"

namespace frontrun::embed::cpython {
namespace {

std::uint32_t prefixes(std::uint32_t arg) { return arg > 0xffffff ? 3 : arg > 0xffff ? 2 : arg > 0xff ? 1 : 0; }

std::span<const std::uint8_t> bytes_of(PyObject* bytes) {
  return {reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(bytes)),
          static_cast<std::size_t>(PyBytes_GET_SIZE(bytes))};
}

/// Bytecode with probes, being laid out and written.
class Layout {
 public:
  /// `probes`: of each instruction the index of its probe among the constants, or -1.
  Layout(std::vector<Op> ops, std::vector<std::int64_t> probes) : ops_(std::move(ops)), probes_(std::move(probes)) {
    // A longer jump may need another EXTENDED_ARG, which makes others longer: until nothing grows any more.
    for (bool grown = true; grown;) {
      place();
      grown = false;
      for (std::size_t i = 0; i < ops_.size(); ++i) {
        if (ops_[i].target >= 0) ops_[i].arg = distance(i);
        const std::uint32_t needed = prefixes(ops_[i].arg);
        if (needed <= extended_[i]) continue;
        extended_[i] = needed;
        grown = true;
      }
    }
  }

  /// Where an old unit has gone; an instruction's first one to its probe.
  std::uint32_t moved(std::uint32_t unit) const {
    const auto after =
        std::upper_bound(ops_.begin(), ops_.end(), unit, [](std::uint32_t u, const Op& op) { return u < op.first; });
    const auto i = static_cast<std::size_t>(after - ops_.begin()) - 1;
    return ops_[i].first == unit ? starts_[i] : starts_[i + 1] - (ops_[i].end() - unit);
  }
  std::uint32_t size() const { return starts_.back(); }

  std::string code(std::vector<std::uint32_t>& origin) const {
    std::string out;
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      const Op& op = ops_[i];
      if (probes_[i] >= 0) {
        const auto constant = static_cast<std::uint32_t>(probes_[i]);
        write(out, LOAD_CONST, constant, prefixes(constant));
        write(out, UNARY_INVERT, 0, 0);
        write(out, POP_TOP, 0, 0);
      }
      write(out, op.opcode, op.arg, extended_[i]);
      for (std::uint32_t k = 0; k < op.caches; ++k) write(out, CACHE, 0, 0);
      origin.resize(out.size() / 2, op.first);
    }
    return out;
  }

 private:
  void place() {
    extended_.resize(ops_.size());
    starts_.assign(1, 0);
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      extended_[i] = std::max(extended_[i], ops_[i].extended);
      const std::uint32_t probe = probes_[i] < 0 ? 0 : 3 + prefixes(static_cast<std::uint32_t>(probes_[i]));
      starts_.push_back(starts_.back() + probe + extended_[i] + 1 + ops_[i].caches);
    }
  }
  std::uint32_t distance(std::size_t i) const {
    const std::uint32_t from = starts_[i + 1], to = starts_[static_cast<std::size_t>(ops_[i].target)];
    return jump_of(ops_[i].opcode) == Jump::forward ? to - from : from - to;
  }
  static void write(std::string& out, int opcode, std::uint32_t arg, std::uint32_t extended) {
    for (std::uint32_t k = extended; k > 0; --k) {
      out += static_cast<char>(EXTENDED_ARG);
      out += static_cast<char>(arg >> (8 * k));
    }
    out += static_cast<char>(opcode);
    out += static_cast<char>(arg);
  }

  std::vector<Op> ops_;
  std::vector<std::int64_t> probes_;
  std::vector<std::uint32_t> extended_;  // EXTENDED_ARGs of each, now
  std::vector<std::uint32_t> starts_;    // of each, its probe included; and the end
};

/// The adaptive form of an instruction that may specialise itself in rewritten code, or 0. Specialised calls are left out:
/// PRECALL's would do the work of the CALL behind it, past CALL's probe; so is BINARY_SUBSCR, whose specialised form runs a
/// __getitem__ written in Python, and STORE_SUBSCR, whose specialised form gives away operands that are looked at again when
/// a callback into Python returns. COMPARE_OP's reads the jump behind it, from which a probe separates it.
int adaptive(int opcode) {
  switch (opcode) {
    case LOAD_ATTR:
      return LOAD_ATTR_ADAPTIVE;
    case STORE_ATTR:
      return STORE_ATTR_ADAPTIVE;
    case LOAD_GLOBAL:
      return LOAD_GLOBAL_ADAPTIVE;
    case LOAD_METHOD:
      return LOAD_METHOD_ADAPTIVE;
    case BINARY_OP:
      return BINARY_OP_ADAPTIVE;
    case UNPACK_SEQUENCE:
      return UNPACK_SEQUENCE_ADAPTIVE;
    default:
      return 0;
  }
}

/// CPython's own quickening (Python/specialize.c) would specialise everything; a warm-up counter of 0 says that it has been.
void quicken(PyCodeObject* code, std::size_t size) {
  code->co_warmup = 0;
  for (std::size_t unit = 0; unit < size; ++unit) {
    char& opcode = code->co_code_adaptive[2 * unit];
    if (const int form = adaptive(static_cast<unsigned char>(opcode)); form != 0) opcode = static_cast<char>(form);
  }
}

}  // namespace

std::optional<RewrittenCode> rewrite(PyCodeObject* code, const std::vector<Instruction>& instructions,
                                     const MakeProbe& make_probe) {
  std::optional<std::vector<Op>> ops = disassemble(code);
  if (!ops || ops->empty()) return std::nullopt;
  std::vector<Handler> handlers = parse_exception_table(bytes_of(code->co_exceptiontable));
  const std::optional<std::vector<int>> depths = stack_depths(*ops, handlers);
  if (!depths) return std::nullopt;

  const PyRef constants = PyRef::steal(PySequence_List(code->co_consts));
  if (!constants) throw std::bad_alloc();
  std::vector<std::int64_t> probes(ops->size(), -1);
  const auto visible = [&](const Op& op) { return instructions[op.first].kind != Kind::invisible; };
  for (std::size_t i = 0; i < ops->size(); ++i) {
    const Op& op = (*ops)[i];
    // A generator that waits for another one finds out, and is thrown into, by looking at the instructions around the one
    // where it stands (_PyGen_yf, _gen_throw in Objects/genobject.c): nothing may come between SEND and YIELD_VALUE.
    if (op.opcode == SEND) return std::nullopt;
    const bool jumps_back = jump_of(op.opcode) == Jump::backward && !visible((*ops)[static_cast<std::size_t>(op.target)]);
    const bool begins_iteration = instructions[op.first].loop != 0;
    if ((*depths)[i] < 0 || !(visible(op) || jumps_back || begins_iteration)) continue;
    const PyRef probe = PyRef::steal(make_probe(op.first, static_cast<std::uint32_t>((*depths)[i])));
    if (!probe || PyList_Append(constants.get(), probe.get()) < 0) throw std::bad_alloc();
    probes[i] = PyList_GET_SIZE(constants.get()) - 1;
  }

  const std::uint32_t old_size = ops->back().end();
  const Layout layout(std::move(*ops), std::move(probes));
  const auto moved = [&](std::uint32_t unit) { return unit >= old_size ? layout.size() : layout.moved(unit); };
  for (Handler& handler : handlers) {
    handler.start = moved(handler.start);
    handler.end = moved(handler.end);
    handler.target = moved(handler.target);
  }
  const std::optional<std::string> lines = move_line_table(bytes_of(code->co_linetable), old_size, moved);
  if (!lines) return std::nullopt;

  RewrittenCode rewritten;
  const std::string units = layout.code(rewritten.origin);
  const std::string exceptions = encode_exception_table(handlers);
  const auto bytes = [](const std::string& text) {
    return PyRef::steal(PyBytes_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
  };
  const PyRef code_bytes = bytes(units), line_bytes = bytes(*lines), exception_bytes = bytes(exceptions);
  const PyRef consts = PyRef::steal(PyList_AsTuple(constants.get()));
  const PyRef locals = PyRef::steal(PyCode_GetVarnames(code)), free = PyRef::steal(PyCode_GetFreevars(code)),
              cells = PyRef::steal(PyCode_GetCellvars(code));
  if (!code_bytes || !line_bytes || !exception_bytes || !consts || !locals || !free || !cells) throw std::bad_alloc();
  rewritten.code = PyCode_NewWithPosOnlyArgs(
      code->co_argcount, code->co_posonlyargcount, code->co_kwonlyargcount, code->co_nlocals, code->co_stacksize,
      code->co_flags, code_bytes.get(), consts.get(), code->co_names, locals.get(), free.get(), cells.get(),
      code->co_filename, code->co_name, code->co_qualname, code->co_firstlineno, line_bytes.get(), exception_bytes.get());
  if (rewritten.code == nullptr) {
    PyErr_Clear();
    return std::nullopt;
  }
  // As code.replace() does, the constructor lays the locals out anew; decoded cells are indices into that layout.
  if (PyObject_RichCompareBool(rewritten.code->co_localsplusnames, code->co_localsplusnames, Py_EQ) != 1) {
    PyErr_Clear();
    Py_DECREF(rewritten.code);
    return std::nullopt;
  }
  quicken(rewritten.code, rewritten.origin.size());
  return rewritten;
}

void reserve_stack(PyCodeObject* code) { ++code->co_stacksize; }

bool is_at_start(const Frame* frame) { return _PyInterpreterFrame_LASTI(frame) < 0; }

void replace_code(Frame* frame, PyCodeObject* code) {
  PyCodeObject* old = frame->f_code;
  Py_INCREF(code);
  frame->f_code = code;
  frame->prev_instr = _PyCode_CODE(code) - 1;
  Py_DECREF(old);
}

PyObject** stack_base(Frame* frame) { return _PyFrame_Stackbase(frame); }

}  // namespace frontrun::embed::cpython
