#include "embed/everything_rewritten.hpp"

#include <unordered_map>

#include "embed/cpython/rewrite.hpp"
#include "embed/probe.hpp"

namespace frontrun::test {
namespace {

namespace cpython = embed::cpython;

struct Entry {
  PyCodeObject* rewritten = nullptr;
  bool tried = false;
};

struct State {
  std::unordered_map<PyCodeObject*, Entry> codes;  // keys are kept alive
  std::uint64_t rewritten = 0, refused = 0, probes = 0, wrong = 0;
};
State g_state;

bool come_by(const embed::Probe& probe) {
  ++g_state.probes;
  PyObject** base = cpython::stack_base(cpython::current_frame(PyThreadState_Get()));
  if (base[probe.depth] != reinterpret_cast<const PyObject*>(&probe)) ++g_state.wrong;
  return true;
}

PyObject* evaluate(PyThreadState* state, cpython::Frame* frame, int throwing) {
  if (throwing == 0 && cpython::is_at_start(frame)) {
    PyCodeObject* code = cpython::code_of(frame);
    const auto [found, is_new] = g_state.codes.try_emplace(code);
    Entry& entry = found->second;
    if (is_new) {
      Py_INCREF(code);
      cpython::reserve_stack(code);
    } else if (!entry.tried) {
      entry.tried = true;
      const auto make = [](std::uint32_t, std::uint32_t depth) { return embed::make_probe(nullptr, depth); };
      const auto result = cpython::rewrite(code, cpython::decode(code), make);
      ++(result ? g_state.rewritten : g_state.refused);
      if (result) entry.rewritten = result->code;
    }
    if (entry.rewritten != nullptr) cpython::replace_code(frame, entry.rewritten);
  }
  return cpython::run_frame(state, frame, throwing);
}

}  // namespace

EverythingRewritten::EverythingRewritten() {
  // Counts begin anew; code objects stay known: their stacks have been made larger.
  g_state.rewritten = g_state.refused = g_state.probes = g_state.wrong = 0;
  embed::set_probe_function(come_by);
  _PyInterpreterState_SetEvalFrameFunc(PyThreadState_Get()->interp, evaluate);
}

EverythingRewritten::~EverythingRewritten() {
  _PyInterpreterState_SetEvalFrameFunc(PyThreadState_Get()->interp, _PyEval_EvalFrameDefault);
}

std::uint64_t EverythingRewritten::rewritten() const { return g_state.rewritten; }
std::uint64_t EverythingRewritten::refused() const { return g_state.refused; }
std::uint64_t EverythingRewritten::probes() const { return g_state.probes; }
std::uint64_t EverythingRewritten::wrong_depths() const { return g_state.wrong; }

}  // namespace frontrun::test
