#include "embed/exhaustive.hpp"

#include <Python.h>
#include <opcode.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "embed/cpython/adapter.hpp"
#include "embed/cpython/rewrite.hpp"
#include "embed/fingerprint.hpp"
#include "embed/py_ref.hpp"
#include "embed/python_program.hpp"
#include "embed/source_file.hpp"

namespace frontrun::test {
namespace {

namespace cpython = embed::cpython;
using embed::PyRef;
using engine::ThreadId;

constexpr std::uint64_t kMostSteps = 20000;

/// Instructions that touch nothing but the stack, the locals and the position of the thread's own frame, or an object that
/// was made there and has not left it. Whether other threads come before or after one of these makes no difference
/// whatever, so that it is enough to let them switch before all others. On purpose a list of its own, and a short one.
bool is_local(int opcode) {
  switch (opcode) {
    case CACHE:
    case NOP:
    case RESUME:
    case PRECALL:
    case KW_NAMES:
    case POP_TOP:
    case PUSH_NULL:
    case COPY:
    case SWAP:
    case LOAD_CONST:
    case LOAD_FAST:
    case STORE_FAST:
    case LOAD_CLOSURE:
    case MAKE_CELL:
    case COPY_FREE_VARS:
    case BUILD_TUPLE:
    case BUILD_LIST:
    case BUILD_SLICE:
    case BUILD_STRING:
    case LIST_APPEND:  // of a comprehension
    case LIST_TO_TUPLE:
    case MAKE_FUNCTION:
    case JUMP_FORWARD:
    case JUMP_BACKWARD:
    case IS_OP:
    case POP_JUMP_FORWARD_IF_NONE:
    case POP_JUMP_FORWARD_IF_NOT_NONE:
    case PUSH_EXC_INFO:
    case POP_EXCEPT:
      return true;
    default:
      return false;
  }
}

/// None, a number or a text of CPython's own types: nothing about it ever changes.
bool is_scalar(PyObject* object) {
  return object == Py_None || PyBool_Check(object) || PyLong_CheckExact(object) || PyFloat_CheckExact(object) ||
         PyUnicode_CheckExact(object) || PyBytes_CheckExact(object);
}

/// The same of instructions that depends on their operands; `top` is one past those.
bool is_local_with(int opcode, PyObject* const* top) {
  switch (opcode) {
    case POP_JUMP_FORWARD_IF_FALSE:
    case POP_JUMP_FORWARD_IF_TRUE:
    case POP_JUMP_BACKWARD_IF_FALSE:
    case POP_JUMP_BACKWARD_IF_TRUE:
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
    case UNARY_NOT:
    case UNARY_NEGATIVE:
    case LOAD_ATTR:
    case LOAD_METHOD:
      return is_scalar(top[-1]);
    case BINARY_OP:
    case COMPARE_OP:
      return is_scalar(top[-1]) && is_scalar(top[-2]);
    case UNPACK_SEQUENCE:
      return PyTuple_CheckExact(top[-1]);
    default:
      return false;
  }
}

/// Where a frame is. The depth of its stack is known only while the frame is the innermost one and before an instruction; it
/// stays the same as long as that instruction runs.
struct Position {
  cpython::Frame* frame = nullptr;
  int instruction = -1;
  PyObject** top = nullptr;
};

/// The instructions of code objects as their compiler wrote them, without specialisations.
class Instructions {
 public:
  struct Instruction {
    int opcode = 0;
    std::uint32_t arg = 0;
  };

  Instruction at(const Position& position) {
    PyCodeObject* code = cpython::code_of(position.frame);
    std::vector<std::uint8_t>& bytes = known_[code];
    if (bytes.empty()) {
      const PyRef original = PyRef::steal(PyCode_GetCode(code));
      if (!original) throw std::bad_alloc();
      bytes.assign(PyBytes_AS_STRING(original.get()), PyBytes_AS_STRING(original.get()) + PyBytes_GET_SIZE(original.get()));
    }
    Instruction found;
    for (auto i = 2 * static_cast<std::size_t>(position.instruction);; i += 2) {
      found = {bytes[i], found.arg << 8 | bytes[i + 1]};
      if (found.opcode != EXTENDED_ARG) return found;
    }
  }

 private:
  std::map<PyCodeObject*, std::vector<std::uint8_t>> known_;  // code that has run is never freed
};

/// A thread as it is parked, seen from outside.
struct Watched {
  PyThreadState* state = nullptr;
  std::vector<Position> frames;  // outermost first
  /// What C code of its own that has called back into Python may keep where no fingerprint sees it: that follows from the
  /// states in which it ran.
  Fingerprint::Value history{};
  bool before_instruction = false;  // else: within a C function, at a primitive or after a callback
};

class Search {
 public:
  Search(embed::PythonProgram& program, std::uint64_t max_executions) : program_(program), most_(max_executions) {}

  Exhaustive run();

 private:
  struct Choice {
    Fingerprint::Value state{};
    ThreadId taken = engine::kNoThread;
    std::vector<ThreadId> left;
  };

  static std::set<PyThreadState*> running();
  void execute();
  void step(ThreadId thread, const Fingerprint::Value* state = nullptr);
  void look_at(ThreadId thread);
  void run_local(ThreadId thread);
  bool is_local_step(ThreadId thread);
  bool has_hidden_state(const Watched& thread);
  bool is_python_call(const Position& caller);
  Fingerprint::Value fingerprint();

  embed::PythonProgram& program_;
  const std::uint64_t most_;
  Instructions instructions_;
  std::set<PyThreadState*> left_behind_;  // by threads that would not be torn down
  std::vector<Watched> threads_;
  PyObject* globals_ = nullptr;
  std::set<Fingerprint::Value> states_;
  std::vector<Choice> path_;
  std::uint64_t steps_ = 0;
  bool cut_short_ = false;
  Exhaustive result_;
};

std::set<PyThreadState*> Search::running() {
  std::set<PyThreadState*> states;
  for (PyThreadState* state = PyInterpreterState_ThreadHead(PyThreadState_Get()->interp); state != nullptr;
       state = PyThreadState_Next(state)) {
    if (cpython::current_frame(state) != nullptr) states.insert(state);
  }
  return states;
}

/// The stack of the thread's frames after it has run.
void Search::look_at(ThreadId id) {
  if (id >= threads_.size()) threads_.resize(id + 1);
  Watched& thread = threads_[id];
  if (program_.threads()[id].status != engine::ThreadStatus::live) {
    thread = {};
    return;
  }
  if (thread.state == nullptr) {
    const std::string name = program_.thread_name(id);
    for (PyThreadState* state = PyInterpreterState_ThreadHead(PyThreadState_Get()->interp); state != nullptr;
         state = PyThreadState_Next(state)) {
      cpython::Frame* frame = cpython::current_frame(state);
      if (frame == nullptr || left_behind_.contains(state)) continue;
      while (cpython::caller_of(frame) != nullptr) frame = cpython::caller_of(frame);
      if (name != PyUnicode_AsUTF8(cpython::code_of(frame)->co_name)) continue;
      thread.state = state;
      globals_ = cpython::globals_of(frame);
    }
    if (thread.state == nullptr) throw std::logic_error("exhaustive search: " + name + " has no frame");
  }
  std::vector<cpython::Frame*> chain;
  for (cpython::Frame* frame = cpython::current_frame(thread.state); frame != nullptr; frame = cpython::caller_of(frame))
    chain.push_back(frame);
  std::reverse(chain.begin(), chain.end());
  thread.frames.resize(chain.size());
  for (std::size_t i = 0; i < chain.size(); ++i) {
    Position& position = thread.frames[i];
    const int instruction = cpython::instruction_index(chain[i]);
    if (position.frame != chain[i] || position.instruction != instruction) position = {chain[i], instruction, nullptr};
  }
  Position& innermost = thread.frames.back();
  PyObject** const top = cpython::stack_pointer(innermost.frame);
  thread.before_instruction = top >= cpython::stack_base(innermost.frame);
  if (thread.before_instruction) innermost.top = top;
}

/// `state`: what fingerprint() says, if it has been asked.
void Search::step(ThreadId id, const Fingerprint::Value* state) {
  const bool was_hidden = has_hidden_state(threads_[id]);
  const bool in_c = !threads_[id].before_instruction;
  const std::size_t depth = threads_[id].frames.size();
  Fingerprint::Value before{};
  if (state != nullptr) {
    before = *state;
  } else if (was_hidden) {
    before = fingerprint();
  }
  program_.step(id);
  ++steps_;
  look_at(id);
  Watched& thread = threads_[id];
  if (!has_hidden_state(thread)) {
    thread.history = {};
  } else if (!was_hidden || in_c || depth != thread.frames.size()) {  // C code ran
    Fingerprint history(globals_);
    for (const std::uint64_t word : {thread.history[0], thread.history[1], before[0], before[1]}) history.word(word);
    thread.history = history.value();
  }
}

/// Is what is called on the stack written in Python, or does it do nothing after what it calls, so that C code only leads
/// there and back?
bool Search::is_python_call(const Position& caller) {
  if (caller.top == nullptr) return false;
  const auto [opcode, arg] = instructions_.at(caller);
  if (opcode != CALL) return false;
  PyObject* method = caller.top[-static_cast<std::ptrdiff_t>(arg) - 2];
  PyObject* callable = method != nullptr ? method : caller.top[-static_cast<std::ptrdiff_t>(arg) - 1];
  if (PyMethod_Check(callable)) callable = PyMethod_GET_FUNCTION(callable);
  if (PyFunction_Check(callable)) return true;
  if (!PyCFunction_Check(callable)) return false;
  const std::string_view name = reinterpret_cast<PyCFunctionObject*>(callable)->m_ml->ml_name;
  return name == "next" || name == "getattr" || name == "setattr" || name == "hasattr";
}

/// Is a thread in the middle of C code that may keep what it needs where a fingerprint does not see it?
bool Search::has_hidden_state(const Watched& thread) {
  for (std::size_t i = 0; i + 1 < thread.frames.size(); ++i) {
    const Position& caller = thread.frames[i];
    if (caller.top == nullptr) return true;
    PyCodeObject* called = cpython::code_of(thread.frames[i + 1].frame);
    switch (instructions_.at(caller).opcode) {
      case LOAD_ATTR:  // these end when the frame that they have led to ends
      case LOAD_METHOD:
      case STORE_ATTR:
      case DELETE_ATTR:
      case SEND:
        continue;
      case FOR_ITER:
        if ((called->co_flags & CO_GENERATOR) != 0 && PyGen_CheckExact(caller.top[-1])) continue;
        return true;
      case BINARY_SUBSCR:
      case STORE_SUBSCR:
      case BINARY_OP:
        if (const std::string_view name = PyUnicode_AsUTF8(called->co_name); name != "__eq__" && name != "__hash__")
          continue;
        return true;
      default:
        if (is_python_call(caller)) continue;
        return true;
    }
  }
  // At a primitive's operation the innermost instruction is a call of that; what it has done so far is in the lock. Any
  // other stop within an instruction is after a callback, whose result nobody sees.
  return !thread.before_instruction &&
         program_.threads()[static_cast<std::size_t>(&thread - threads_.data())].pending.object == nullptr;
}

bool Search::is_local_step(ThreadId id) {
  const engine::ThreadView& view = program_.threads()[id];
  if (view.status != engine::ThreadStatus::live || view.pending.object != nullptr || !view.enabled()) return false;
  const Position& at = threads_[id].frames.back();
  if (!threads_[id].before_instruction) return is_python_call(at);  // has returned
  const int opcode = instructions_.at(at).opcode;
  if (opcode == RETURN_VALUE) return cpython::generator_of(at.frame) == nullptr;  // ends one that others may know
  return is_local(opcode) || is_local_with(opcode, at.top);
}

void Search::run_local(ThreadId id) {
  while (steps_ < kMostSteps && is_local_step(id)) step(id);
}

/// Of the state that all threads are in now.
Fingerprint::Value Search::fingerprint() {
  Fingerprint fingerprint(globals_);
  for (const Watched& thread : threads_) {
    fingerprint.word(thread.frames.size());
    if (thread.state == nullptr) continue;
    fingerprint.word(thread.before_instruction ? 1 : 2);
    fingerprint.word(thread.history[0]);
    fingerprint.word(thread.history[1]);
    const auto& view = program_.threads()[static_cast<std::size_t>(&thread - threads_.data())];
    fingerprint.word(static_cast<std::uint64_t>(view.pending.sync));
    for (const Position& at : thread.frames) {
      // Where the depth of the stack is not known, the history tells what is on it.
      fingerprint.frame(at.frame, at.instruction, at.top != nullptr ? at.top : cpython::stack_base(at.frame));
    }
    // Thread-local variables: under names that have an address in them.
    PyObject *key, *value;
    for (Py_ssize_t i = 0; thread.state->dict != nullptr && PyDict_Next(thread.state->dict, &i, &key, &value) != 0;) {
      fingerprint.object(value);
    }
    fingerprint.object(thread.state->exc_info->exc_value);  // being handled
  }
  return fingerprint.value();
}

void Search::execute() {
  left_behind_ = running();
  program_.begin();
  threads_.clear();
  steps_ = 0;
  for (ThreadId id = 0; id < program_.threads().size(); ++id) look_at(id);
  for (ThreadId id = 0; id < threads_.size(); ++id) run_local(id);
  bool choosing = true;
  for (std::size_t depth = 0;;) {
    std::vector<ThreadId> enabled;
    for (ThreadId id = 0; id < program_.threads().size(); ++id) {
      if (program_.threads()[id].enabled()) enabled.push_back(id);
    }
    if (enabled.empty()) {
      if (program_.advance_time()) continue;
      break;
    }
    if (steps_ >= kMostSteps) {
      cut_short_ = true;
      program_.end(engine::Ending::abandoned);
      return;
    }
    if (enabled.size() > 1 || choosing) {
      choosing = enabled.size() > 1;  // the last choice is where all but one have ended
      if (depth == path_.size()) {
        const Fingerprint::Value state = fingerprint();
        if (!states_.insert(state).second) {  // what follows is known, or will be
          program_.end(engine::Ending::abandoned);
          return;
        }
        path_.push_back({state, enabled.front(), {enabled.rbegin(), enabled.rend() - 1}});
      } else if (depth + 1 == path_.size() && fingerprint() != path_[depth].state) {
        ++result_.unlike;
      }
      const Choice& choice = path_[depth++];
      if (std::find(enabled.begin(), enabled.end(), choice.taken) == enabled.end())
        throw engine::Divergence({.step = 0, .thread = {}, .before = "a thread could step", .now = "it cannot"});
      step(choice.taken, &choice.state);
      run_local(choice.taken);
    } else {
      step(enabled.front());
      run_local(enabled.front());
    }
  }
  const auto threads = program_.threads();
  const bool ended = std::none_of(threads.begin(), threads.end(),
                                  [](const engine::ThreadView& view) { return view.status == engine::ThreadStatus::live; });
  const engine::Failure* failure = program_.end(ended ? engine::Ending::complete : engine::Ending::deadlock);
  result_.endings.insert(failure == nullptr ? "" : failure->message);
}

Exhaustive Search::run() {
  for (;;) {
    execute();
    ++result_.executions;
    while (!path_.empty() && path_.back().left.empty()) path_.pop_back();
    if (path_.empty() || result_.executions >= most_) break;
    path_.back().taken = path_.back().left.back();
    path_.back().left.pop_back();
  }
  result_.complete = path_.empty() && !cut_short_;
  result_.states = states_.size();
  return result_;
}

/// The process may have been told by another test's scenario what to do at its end (concurrent.futures does that when it is
/// imported): no thread of the programs that are searched.
class NothingAtExit {
 public:
  NothingAtExit() {
    const PyRef threading = PyRef::steal(PyImport_ImportModule("threading"));
    functions_ = PyRef::steal(PyObject_GetAttrString(threading.get(), "_threading_atexits"));
    kept_ = PyRef::steal(PyList_GetSlice(functions_.get(), 0, PY_SSIZE_T_MAX));
    PyList_SetSlice(functions_.get(), 0, PY_SSIZE_T_MAX, nullptr);
  }
  NothingAtExit(const NothingAtExit&) = delete;
  NothingAtExit& operator=(const NothingAtExit&) = delete;
  ~NothingAtExit() { PyList_SetSlice(functions_.get(), 0, PY_SSIZE_T_MAX, kept_.get()); }

 private:
  PyRef functions_;
  PyRef kept_;
};

}  // namespace

Exhaustive explore_every_interleaving(const std::string& source, std::uint64_t max_executions) {
  const SourceFile file(source);
  embed::ScenarioOptions options;
  options.path = file.path();
  options.every_instruction = true;
  const auto program = embed::load_scenario(options);
  const NothingAtExit nothing;
  return embed::until_settled([&] { return Search(*program, max_executions).run(); });
}

}  // namespace frontrun::test
