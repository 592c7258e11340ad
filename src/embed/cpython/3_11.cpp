// CPython 3.11. Sources for what is relied on: Python/ceval.c, Include/internal/pycore_frame.h, Objects/frame_layout.md,
// Objects/object_layout.md of the 3.11 branch.
#include <opcode.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <utility>

#include "embed/cpython/adapter.hpp"

// The internal headers would use C's <stdatomic.h>, which C++20 has not; without it they use the compiler's builtins.
#undef HAVE_STD_ATOMIC
#include "internal/pycore_ceval.h"
#include "internal/pycore_code.h"
#include "internal/pycore_dict.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_gc.h"
#include "internal/pycore_object.h"
#include "internal/pycore_pystate.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_traceback.h"

#if PY_VERSION_HEX < 0x030B0000 || PY_VERSION_HEX >= 0x030C0000
#error "this adapter is for CPython 3.11"
#endif

namespace frontrun::embed::cpython {
namespace {

extern "C" unsigned char frontrun_opcode_caches(int opcode);

constexpr std::uint8_t kUnknown = 255;

/// Every opcode of 3.11. An opcode that is missing here is unknown, and a test says so.
constexpr std::array<std::uint8_t, 256> kinds() {
  std::array<std::uint8_t, 256> table{};
  table.fill(kUnknown);
  const auto set = [&table](Kind kind, std::initializer_list<int> opcodes) {
    for (const int opcode : opcodes) table[static_cast<std::size_t>(opcode)] = static_cast<std::uint8_t>(kind);
  };
  // The frame's own stack, locals and control flow; new objects that nobody else can know; RESUME, CACHE and their like.
  set(Kind::invisible, {CACHE,
                        POP_TOP,
                        PUSH_NULL,
                        NOP,
                        RESUME,
                        LOAD_CONST,
                        LOAD_FAST,
                        STORE_FAST,
                        DELETE_FAST,
                        COPY,
                        SWAP,
                        BUILD_TUPLE,
                        BUILD_LIST,
                        BUILD_SET,
                        BUILD_MAP,
                        BUILD_CONST_KEY_MAP,
                        BUILD_STRING,
                        BUILD_SLICE,
                        LIST_TO_TUPLE,
                        LIST_APPEND,
                        SET_ADD,
                        MAP_ADD,
                        MAKE_FUNCTION,
                        MAKE_CELL,
                        LOAD_CLOSURE,
                        COPY_FREE_VARS,
                        KW_NAMES,
                        PRECALL,
                        EXTENDED_ARG,
                        RETURN_VALUE,
                        RETURN_GENERATOR,
                        JUMP_FORWARD,
                        JUMP_BACKWARD,
                        JUMP_BACKWARD_NO_INTERRUPT,
                        POP_JUMP_FORWARD_IF_NONE,
                        POP_JUMP_FORWARD_IF_NOT_NONE,
                        POP_JUMP_BACKWARD_IF_NONE,
                        POP_JUMP_BACKWARD_IF_NOT_NONE,
                        IS_OP,
                        LOAD_ASSERTION_ERROR,
                        LOAD_BUILD_CLASS,
                        SETUP_ANNOTATIONS,
                        PRINT_EXPR,
                        IMPORT_STAR,
                        RAISE_VARARGS,
                        RERAISE,
                        PUSH_EXC_INFO,
                        POP_EXCEPT,
                        CHECK_EXC_MATCH,
                        CHECK_EG_MATCH,
                        PREP_RERAISE_STAR,
                        ASYNC_GEN_WRAP,
                        MATCH_MAPPING,
                        MATCH_SEQUENCE});
  // Imports are atomic, and what they run is not traced.
  set(Kind::invisible, {IMPORT_NAME});
  // These call methods found on the type: Python ones run as frames of their own, ours announce themselves.
  set(Kind::invisible, {BEFORE_ASYNC_WITH, WITH_EXCEPT_START, GET_AITER, GET_ANEXT, GET_AWAITABLE, END_ASYNC_FOR});
  set(Kind::with_enter, {BEFORE_WITH});
  set(Kind::load_attr, {LOAD_ATTR});
  set(Kind::load_method, {LOAD_METHOD});
  set(Kind::store_attr, {STORE_ATTR});
  set(Kind::delete_attr, {DELETE_ATTR});
  set(Kind::load_global, {LOAD_GLOBAL});
  set(Kind::store_global, {STORE_GLOBAL});
  set(Kind::delete_global, {DELETE_GLOBAL});
  set(Kind::load_name, {LOAD_NAME});
  set(Kind::store_name, {STORE_NAME});
  set(Kind::delete_name, {DELETE_NAME});
  set(Kind::load_cell, {LOAD_DEREF});
  set(Kind::load_class_cell, {LOAD_CLASSDEREF});
  set(Kind::store_cell, {STORE_DEREF});
  set(Kind::delete_cell, {DELETE_DEREF});
  set(Kind::load_item, {BINARY_SUBSCR});
  set(Kind::store_item, {STORE_SUBSCR});
  set(Kind::delete_item, {DELETE_SUBSCR});
  set(Kind::contains, {CONTAINS_OP});
  set(Kind::get_iter, {GET_ITER, GET_YIELD_FROM_ITER});
  set(Kind::for_iter, {FOR_ITER});
  set(Kind::unpack, {UNPACK_SEQUENCE, UNPACK_EX});
  set(Kind::extend, {LIST_EXTEND, SET_UPDATE});
  set(Kind::merge, {DICT_UPDATE, DICT_MERGE});
  set(Kind::binary_op, {BINARY_OP});
  set(Kind::compare, {COMPARE_OP});
  set(Kind::unary, {UNARY_INVERT, UNARY_NEGATIVE, UNARY_POSITIVE});
  set(Kind::truth, {UNARY_NOT, POP_JUMP_FORWARD_IF_FALSE, POP_JUMP_FORWARD_IF_TRUE, POP_JUMP_BACKWARD_IF_FALSE,
                    POP_JUMP_BACKWARD_IF_TRUE, JUMP_IF_FALSE_OR_POP, JUMP_IF_TRUE_OR_POP});
  set(Kind::format, {FORMAT_VALUE});
  set(Kind::length, {GET_LEN});
  set(Kind::match_keys, {MATCH_KEYS});
  set(Kind::match_class, {MATCH_CLASS});
  set(Kind::call, {CALL});
  set(Kind::call_ex, {CALL_FUNCTION_EX});
  set(Kind::import_from, {IMPORT_FROM});
  set(Kind::send, {SEND});
  set(Kind::yield, {YIELD_VALUE});
  return table;
}
constexpr std::array<std::uint8_t, 256> kKinds = kinds();

bool names_a_name(int opcode) {
  switch (opcode) {
    case LOAD_ATTR:
    case LOAD_METHOD:
    case STORE_ATTR:
    case DELETE_ATTR:
    case STORE_GLOBAL:
    case DELETE_GLOBAL:
    case LOAD_NAME:
    case STORE_NAME:
    case DELETE_NAME:
    case IMPORT_FROM:
      return true;
    default:
      return false;
  }
}

bool names_a_cell(Kind kind) {
  return kind == Kind::load_cell || kind == Kind::store_cell || kind == Kind::delete_cell || kind == Kind::load_class_cell;
}

JumpBack jump_back(int opcode) {
  switch (opcode) {
    case JUMP_BACKWARD:  // the other one, JUMP_BACKWARD_NO_INTERRUPT, is called so for not asking
      return JumpBack::always;
    case POP_JUMP_BACKWARD_IF_FALSE:
      return JumpBack::if_false;
    case POP_JUMP_BACKWARD_IF_TRUE:
      return JumpBack::if_true;
    case POP_JUMP_BACKWARD_IF_NONE:
      return JumpBack::if_none;
    case POP_JUMP_BACKWARD_IF_NOT_NONE:
      return JumpBack::if_not_none;
    default:
      return JumpBack::never;
  }
}

}  // namespace

std::vector<Instruction> decode(PyCodeObject* code) {
  // co_code without specialisations; PyCode_GetCode can fail only for lack of memory.
  PyObject* bytes = PyCode_GetCode(code);
  if (bytes == nullptr) throw std::bad_alloc();
  const auto* units = reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(bytes));
  const auto size = static_cast<std::size_t>(PyBytes_GET_SIZE(bytes)) / sizeof(_Py_CODEUNIT);
  std::vector<Instruction> instructions(size);
  std::size_t first = 0;  // where an instruction starts, its EXTENDED_ARGs included
  std::uint32_t extended = 0;
  std::uint8_t keywords = 0;  // KW_NAMES stands before PRECALL and CALL
  std::vector<std::size_t> heads;
  for (std::size_t i = 0; i < size; ++i) {
    const int opcode = units[2 * i];
    const std::uint32_t arg = extended << 8 | units[2 * i + 1];
    if (opcode == EXTENDED_ARG) {
      extended = arg;
      continue;
    }
    const std::uint8_t known = kKinds[static_cast<std::size_t>(opcode)];
    Instruction in;
    in.kind = known == kUnknown ? Kind::invisible : static_cast<Kind>(known);
    in.arg = arg;
    in.jump_back = jump_back(opcode);
    if (in.jump_back != JumpBack::never && in.kind == Kind::invisible) heads.push_back(i + 1 - arg);
    if (opcode == KW_NAMES) keywords = static_cast<std::uint8_t>(PyTuple_GET_SIZE(PyTuple_GET_ITEM(code->co_consts, arg)));
    if (opcode == CALL) in.keywords = std::exchange(keywords, std::uint8_t{0});
    if (opcode == LOAD_GLOBAL) in.name = PyTuple_GET_ITEM(code->co_names, arg >> 1);
    if (names_a_name(opcode)) in.name = PyTuple_GET_ITEM(code->co_names, arg);
    if (names_a_cell(in.kind)) in.name = PyTuple_GET_ITEM(code->co_localsplusnames, arg);
    // The tracer reports an extended instruction once, at its first EXTENDED_ARG.
    for (std::size_t k = first; k <= i; ++k) instructions[k] = in;
    i += frontrun_opcode_caches(opcode);
    first = i + 1;
    extended = 0;
  }
  Py_DECREF(bytes);
  for (const std::size_t head : heads) instructions.at(head).loop_head = true;
  return instructions;
}

std::vector<std::uint32_t> instruction_starts(PyCodeObject* code) {
  PyObject* bytes = PyCode_GetCode(code);
  if (bytes == nullptr) throw std::bad_alloc();
  const auto* units = reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(bytes));
  const auto size = static_cast<std::size_t>(PyBytes_GET_SIZE(bytes)) / sizeof(_Py_CODEUNIT);
  std::vector<std::uint32_t> starts;
  while (starts.size() < size) {
    const std::size_t first = starts.size();
    std::size_t at = first;
    while (units[2 * at] == EXTENDED_ARG) ++at;
    starts.resize(at + 1 + frontrun_opcode_caches(units[2 * at]), static_cast<std::uint32_t>(first));
  }
  Py_DECREF(bytes);
  return starts;
}

bool knows_opcode(int opcode) { return opcode >= 0 && opcode < 256 && kKinds[static_cast<std::size_t>(opcode)] != kUnknown; }

Frame* frame_of(PyFrameObject* frame) { return frame->f_frame; }

void report_instructions(PyFrameObject* frame, PyObject* companion) {
  // f_trace is for trace functions written in Python; with one in C nothing in CPython looks at it.
  frame->f_trace = Py_NewRef(companion);
  frame->f_trace_opcodes = 1;
  frame->f_trace_lines = 0;
}
PyObject* companion_of(PyFrameObject* frame) { return frame->f_trace; }

PyCodeObject* code_of(const Frame* frame) { return frame->f_code; }
PyObject* globals_of(const Frame* frame) { return frame->f_globals; }
PyObject* builtins_of(const Frame* frame) { return frame->f_builtins; }
PyObject* locals_of(const Frame* frame) { return frame->f_locals; }
Frame* caller_of(const Frame* frame) { return frame->previous; }
int instruction_index(const Frame* frame) { return _PyInterpreterFrame_LASTI(frame); }
PyObject** stack_pointer(Frame* frame) { return _PyFrame_GetStackPointer(frame); }
PyObject* local(const Frame* frame, std::uint32_t index) { return frame->localsplus[index]; }

bool is_cell(const PyCodeObject* code, int index) {
  return (_PyLocals_GetKind(code->co_localspluskinds, index) & (CO_FAST_CELL | CO_FAST_FREE)) != 0;
}

Py_ssize_t references_from(Frame* frame, PyObject** top, PyObject* object) {
  return std::count(frame->localsplus, top, object);
}

PyObject* generator_of(Frame* frame) {
  if (frame->owner != FRAME_OWNED_BY_GENERATOR) return nullptr;
  return reinterpret_cast<PyObject*>(_PyFrame_GetGenerator(frame));
}

bool is_generator_running(PyObject* generator) {
  return reinterpret_cast<PyGenObject*>(generator)->gi_frame_state == FRAME_EXECUTING;
}

const PyTypeObject* finalized_type(const Frame* frame) {
  const bool is_method = frame->f_code->co_argcount == 1 && !PyWeakref_CheckRef(frame->localsplus[0]);
  return is_method ? Py_TYPE(frame->localsplus[0]) : nullptr;
}

bool finalizes(Frame* frame, bool throwing) {
  if (frame->owner == FRAME_OWNED_BY_GENERATOR) return throwing && Py_REFCNT(generator_of(frame)) == 1;
  return std::any_of(frame->localsplus, frame->localsplus + frame->f_code->co_argcount, [](PyObject* argument) {
    // Its subclasses are called in the same way: most objects are told from them at a glance.
    return argument != nullptr && Py_TYPE(argument)->tp_call == _PyWeakref_RefType.tp_call && PyWeakref_CheckRef(argument) &&
           Py_IsNone(PyWeakref_GET_OBJECT(argument));
  });
}

bool may_switch_on_entry(const Frame* frame, bool throwing) {
  if (throwing) return false;  // straight to the handler
  constexpr int kGenerators = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
  // A generator is made (RETURN_GENERATOR) before RESUME, and begins behind that when it is asked for its first value.
  if (_PyInterpreterFrame_LASTI(frame) < 0) return (frame->f_code->co_flags & kGenerators) == 0;
  const _Py_CODEUNIT next = frame->prev_instr[1];
  const bool resumes = _Py_OPCODE(next) == RESUME || _Py_OPCODE(next) == RESUME_QUICK;
  return !resumes || _Py_OPARG(next) < 2;  // 2 and 3: behind a `yield from` and an `await`
}

bool takes_jump(const Instruction& jump, PyObject* const* top) {
  switch (jump.jump_back) {
    case JumpBack::always:
      return true;
    case JumpBack::if_none:
      return Py_IsNone(top[-1]);
    case JumpBack::if_not_none:
      return !Py_IsNone(top[-1]);
    default:
      break;
  }
  if ((Py_TYPE(top[-1])->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0) return true;  // there may be a __bool__ or __len__
  const int truth = PyObject_IsTrue(top[-1]);
  if (truth < 0) PyErr_Clear();
  return truth == (jump.jump_back == JumpBack::if_true ? 1 : 0);
}

bool asks_after(const Instruction& call, PyObject* const* top) {
  if (call.kind == Kind::call_ex) return true;
  // A function of Python's, and a method that is one, is entered without a call in C.
  PyObject* const* arguments = top - call.arg;
  PyObject* callable = arguments[-2] != nullptr ? arguments[-2] : arguments[-1];
  if (Py_IS_TYPE(callable, &PyMethod_Type)) callable = PyMethod_GET_FUNCTION(callable);
  return !Py_IS_TYPE(callable, &PyFunction_Type);
}

Frame* current_frame(PyThreadState* state) { return state->cframe->current_frame; }

PyObject* run_frame(PyThreadState* state, Frame* frame, int throwing) {
  return _PyEval_EvalFrameDefault(state, frame, throwing);
}

bool traces(const PyThreadState* state) { return state->cframe->use_tracing != 0; }
void set_traces(PyThreadState* state, bool on) { state->cframe->use_tracing = on ? 255 : 0; }
void set_trace_function(PyThreadState* state, Py_tracefunc function) {
  // PyEval_SetTrace would raise an audit event and work on the current thread state only. Nothing else needs doing: the
  // flag that turns tracing on is set frame by frame.
  state->c_tracefunc = function;
}
bool in_trace_callback(const PyThreadState* state) { return state->tracing != 0; }
void enter_callback(PyThreadState* state) { ++state->tracing; }
void leave_callback(PyThreadState* state) { --state->tracing; }

void make_current(PyThreadState* state) {
  // What PyThreadState_Swap does in a release build (Python/pystate.c), without its call.
  _Py_atomic_store_relaxed(&_PyRuntime.gilstate.tstate_current, reinterpret_cast<std::uintptr_t>(state));
  // PyGILState_Ensure looks here, and would wait for the GIL that this OS thread holds if it found another one.
  pthread_setspecific(_PyRuntime.gilstate.autoTSSkey._key, state);  // as PyThread_tss_set does
}

void dump_stack(int descriptor, PyThreadState* state) { _Py_DumpTraceback(descriptor, state); }

void set_ident(PyThreadState* state, unsigned long ident) { state->thread_id = ident; }

void clean(PyThreadState* state) {
  Py_CLEAR(state->curexc_type);
  Py_CLEAR(state->curexc_value);
  Py_CLEAR(state->curexc_traceback);
  Py_CLEAR(state->async_exc);
  if (state->exc_info == &state->exc_state) Py_CLEAR(state->exc_state.exc_value);
  Py_CLEAR(state->dict);
  Py_CLEAR(state->async_gen_firstiter);
  Py_CLEAR(state->async_gen_finalizer);
  Py_CLEAR(state->context);
  state->context_ver = 1;
  Py_CLEAR(state->c_profileobj);
  Py_CLEAR(state->c_traceobj);
  state->c_profilefunc = nullptr;
  state->recursion_remaining = state->recursion_limit = state->interp->ceval.recursion_limit;
  state->recursion_headroom = 0;
  state->tracing = 0;
  state->coroutine_origin_tracking_depth = 0;
}

PyObject* existing_dict(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0) return *_PyObject_ManagedDictPointer(object);
  if (type->tp_dictoffset == 0) return nullptr;
  PyObject** slot = _PyObject_GetDictPtr(object);
  return slot == nullptr ? nullptr : *slot;
}

namespace {

/// The keys of an object whose attributes are inline values (Objects/object_layout.md), or null.
PyDictKeysObject* inline_keys(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) == 0 || *_PyObject_ValuesPointer(object) == nullptr) return nullptr;
  PyDictKeysObject* keys = reinterpret_cast<PyHeapTypeObject*>(type)->ht_cached_keys;
  return keys != nullptr && DK_IS_UNICODE(keys) ? keys : nullptr;
}

}  // namespace

PyObject* instance_value(PyObject* object, PyObject* name) {
  if (PyObject* dict = existing_dict(object); dict != nullptr && PyDict_Check(dict)) {
    return PyDict_GetItemWithError(dict, name);
  }
  PyDictKeysObject* keys = inline_keys(object);
  if (keys == nullptr) return nullptr;
  const PyDictUnicodeEntry* entries = DK_UNICODE_ENTRIES(keys);
  for (Py_ssize_t i = 0; i < keys->dk_nentries; ++i) {
    if (entries[i].me_key == name) return (*_PyObject_ValuesPointer(object))->values[i];
  }
  return nullptr;
}

InlineAttributes inline_attributes(PyObject* object) {
  PyDictKeysObject* keys = inline_keys(object);
  if (keys == nullptr) return {};
  return {(*_PyObject_ValuesPointer(object))->values, DK_UNICODE_ENTRIES(keys), keys->dk_nentries};
}

PyObject* InlineAttributes::name(Py_ssize_t i) const { return static_cast<const PyDictUnicodeEntry*>(entries)[i].me_key; }

// The collector's header has a bit that it uses while it runs only. Linking leaves the bit alone; untracking an object, as
// everything that frees one does first, clears it, and so does the collector (Include/internal/pycore_gc.h,
// Modules/gcmodule.c).
constexpr std::uintptr_t kMark = _PyGC_PREV_MASK_COLLECTING;

bool mark(PyObject* object) {
  if (!PyObject_IS_GC(object)) return false;
  // A dict of plain values is not tracked, and would come out of the free list with the bit still set.
  if (!_PyObject_GC_IS_TRACKED(object)) {
    if (!PyDict_CheckExact(object)) return false;
    PyObject_GC_Track(object);
  }
  _Py_AS_GC(object)->_gc_prev |= kMark;
  return true;
}

bool marked(const PyObject* object) { return (reinterpret_cast<const PyGC_Head*>(object) - 1)->_gc_prev & kMark; }

// New objects are put last into the list of the youngest generation (_PyObject_GC_TRACK).
bool is_youngest(const PyObject* object) {
  return reinterpret_cast<const PyGC_Head*>(_PyInterpreterState_GET()->gc.generation0->_gc_prev) == _Py_AS_GC(object);
}

void make_youngest(PyObject* object) {
  PyObject_GC_UnTrack(object);
  PyObject_GC_Track(object);
}

bool is_younger(const PyObject* object, const PyObject* other) {
  const PyGC_Head* const list = _PyInterpreterState_GET()->gc.generation0;
  for (const PyGC_Head* head = _PyGCHead_PREV(list); head != list && head != _Py_AS_GC(other); head = _PyGCHead_PREV(head)) {
    if (head == _Py_AS_GC(object)) return true;
  }
  return false;
}

std::uint64_t dict_version(PyObject* dict) { return reinterpret_cast<PyDictObject*>(dict)->ma_version_tag; }

PyWeakReference* weak_references(PyObject* object) {
  const Py_ssize_t offset = Py_TYPE(object)->tp_weaklistoffset;
  return offset > 0 ? *reinterpret_cast<PyWeakReference**>(reinterpret_cast<char*>(object) + offset) : nullptr;
}

bool list_iterator(PyObject* iterator, PyObject*& list, Py_ssize_t& index) {
  // Objects/listobject.c: listiterobject
  struct ListIterator {
    PyObject_HEAD Py_ssize_t index;
    PyObject* list;
  };
  const auto* self = reinterpret_cast<const ListIterator*>(iterator);
  list = self->list;
  index = self->index;
  return list != nullptr;
}

PyObject* chain_source(PyObject* chain) {
  // Modules/itertoolsmodule.c: chainobject
  struct Chain {
    PyObject_HEAD PyObject* source;
    PyObject* active;
  };
  return reinterpret_cast<const Chain*>(chain)->source;
}

}  // namespace frontrun::embed::cpython
