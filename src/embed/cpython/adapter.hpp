// Everything that depends on CPython's minor version, behind names that do not. One .cpp a version implements what is not
// inline here; nothing outside src/embed/cpython includes an internal header or asks for PY_VERSION_HEX.
#pragma once

#include <Python.h>
#include <frameobject.h>

#include <cstdint>
#include <vector>

struct _PyInterpreterFrame;

namespace frontrun::embed::cpython {

using Frame = _PyInterpreterFrame;

/// What an instruction may touch. Operands are counted from the top of the stack: peek(1) is the top.
enum class Kind : std::uint8_t {
  invisible,
  load_attr,      // owner 1
  load_method,    // owner 1
  store_attr,     // owner 1, value 2
  delete_attr,    // owner 1
  load_global,    //
  store_global,   // value 1
  delete_global,  //
  load_name,      //
  store_name,     // value 1
  delete_name,    //
  load_cell,      // arg: index of the cell among the locals
  store_cell,     // value 1
  delete_cell,    //
  load_class_cell,
  load_item,    // container 2, key 1
  store_item,   // value 3, container 2, key 1
  delete_item,  // container 2, key 1
  contains,     // item 2, container 1
  get_iter,     // iterable 1
  for_iter,     // iterator 1
  unpack,       // iterable 1
  extend,       // iterable 1; the target is the frame's own
  merge,        // mapping 1
  binary_op,    // left 2, right 1; arg: CPython's NB_ number
  compare,      // left 2, right 1; arg: Py_LT ... Py_GE
  unary,        // operand 1
  truth,        // operand 1
  format,       // value 1, or 2 under a format specification (arg & 4)
  length,       // operand 1
  match_keys,   // subject 2, keys 1
  match_class,  // subject 3, class 2, names 1
  call,         // arg: number of arguments; see call_operands()
  call_ex,      // arg & 1: keywords 1, positional below
  with_enter,   // context manager 1
  import_from,  // module 1
  send,         // receiver 2, value 1
  yield,        // value 1; leaves the generator that the frame belongs to
};

/// Does an instruction jump back, and when? Every jump of this kind lets CPython switch to another thread.
enum class JumpBack : std::uint8_t { never, always, if_false, if_true, if_none, if_not_none };

/// One instruction of a code object, decoded once. Index = position in code units; an EXTENDED_ARG carries what it extends.
struct Instruction {
  Kind kind = Kind::invisible;
  std::uint8_t keywords = 0;  ///< call: how many of the arguments are keyword arguments
  JumpBack jump_back = JumpBack::never;
  bool loop_head = false;    ///< a jump back that tests nothing, or for None, leads here
  std::uint32_t loop = 0;    ///< an iteration of a loop begins here: the loop's number in its code; 0: none
  std::uint32_t arg = 0;     ///< as the table of kinds says
  PyObject* name = nullptr;  ///< borrowed from the code object; of attribute, global, name, cell instructions
};

/// Decodes a code object. Throws std::bad_alloc; never sets a Python error.
std::vector<Instruction> decode(PyCodeObject* code);

/// Of each code unit, the first one of the instruction that it belongs to: its first EXTENDED_ARG, if it has any.
std::vector<std::uint32_t> instruction_starts(PyCodeObject* code);

/// Is this opcode known to the version's table? For the test that compares it with dis.opmap.
bool knows_opcode(int opcode);

// ---- frames -------------------------------------------------------------------------------------------------------------

Frame* frame_of(PyFrameObject* frame);
/// Has the instructions of this frame reported, and keeps `companion` (a new reference is taken) with it.
void report_instructions(PyFrameObject* frame, PyObject* companion);
PyObject* companion_of(PyFrameObject* frame);  ///< borrowed, may be null
PyCodeObject* code_of(const Frame* frame);     ///< borrowed
PyObject* globals_of(const Frame* frame);      ///< borrowed
PyObject* builtins_of(const Frame* frame);     ///< borrowed
PyObject* locals_of(const Frame* frame);       ///< borrowed; null in a function
Frame* caller_of(const Frame* frame);
/// The instruction that is about to run (in a trace callback) or runs (in a frame further out), in code units.
int instruction_index(const Frame* frame);
/// One past the top of the value stack; valid in a trace callback.
PyObject** stack_pointer(Frame* frame);
PyObject* local(const Frame* frame, std::uint32_t index);  ///< borrowed, may be null
/// Is this local a cell, its own or one of a function around it?
bool is_cell(const PyCodeObject* code, int index);
/// How often the frame's locals and its stack up to `top` refer to `object`.
Py_ssize_t references_from(Frame* frame, PyObject** top, PyObject* object);
/// The generator (or coroutine) whose frame this is, borrowed; null for an ordinary one.
PyObject* generator_of(Frame* frame);
bool is_generator_running(PyObject* generator);

/// Is a frame about to run because an object dies: the callback of a weak reference, or a generator's frame that is closed?
bool finalizes(Frame* frame, bool throwing);
/// The class of an object whose __del__ is about to run; null for the callback of a weak reference.
const PyTypeObject* finalized_type(const Frame* frame);

// ---- where CPython lets another thread run ------------------------------------------------------------------------------
//
// Under the GIL a thread goes on until CPython asks whether it should make way (CHECK_EVAL_BREAKER in Python/ceval.c): when
// a frame is entered or a generator resumed, when a jump back is taken, and when a call of C code has returned. Not so after
// a call of Python code, and not within the instructions in between.

/// Does CPython ask when it enters (or resumes) this frame?
bool may_switch_on_entry(const Frame* frame, bool throwing);
/// Will an instruction with a jump back take it? `top` is one past the top of the stack; where only running code of the
/// user's could tell, it is taken to.
bool takes_jump(const Instruction& jump, PyObject* const* top);
/// Does CPython ask when this call (Kind::call, call_ex) has returned?
bool asks_after(const Instruction& call, PyObject* const* top);

/// Does an instruction jump back now?
inline bool will_jump_back(const Instruction& instruction, PyObject* const* top) {
  return instruction.jump_back != JumpBack::never && takes_jump(instruction, top);
}
/// Does CPython ask when this instruction is done?
inline bool may_switch_after(const Instruction& instruction, PyObject* const* top) {
  return (instruction.kind == Kind::call || instruction.kind == Kind::call_ex) && asks_after(instruction, top);
}

/// The topmost frame of a thread state, or null.
Frame* current_frame(PyThreadState* state);
PyObject* run_frame(PyThreadState* state, Frame* frame, int throwing);

/// Are instructions of the innermost running frame of this thread state reported to its trace function?
bool traces(const PyThreadState* state);
void set_traces(PyThreadState* state, bool on);
/// Makes `function` the thread state's trace function, without telling Python code.
void set_trace_function(PyThreadState* state, Py_tracefunc function);
/// Is a trace callback running on this thread state, or what was made to look like one?
bool in_trace_callback(const PyThreadState* state);
/// Between the two, what runs on the thread state is not traced, as in a trace callback.
void enter_callback(PyThreadState* state);
void leave_callback(PyThreadState* state);

// ---- thread states ------------------------------------------------------------------------------------------------------

/// Makes `state` the current one of this OS thread, for the interpreter and for PyGILState_*.
void make_current(PyThreadState* state);
void set_ident(PyThreadState* state, unsigned long ident);
/// Writes the thread state's frames, innermost first, one a line: `  File "bank.py", line 9 in deposit`. Async-signal-safe.
void dump_stack(int descriptor, PyThreadState* state);
/// Puts a thread state on which nothing runs any more back to what a new one is.
void clean(PyThreadState* state);

// ---- objects ------------------------------------------------------------------------------------------------------------

/// The dict of an instance if it exists already (never makes one), borrowed.
PyObject* existing_dict(PyObject* object);
/// The value of an instance's attribute in its dict or its inline values, borrowed; null if it is not there.
PyObject* instance_value(PyObject* object, PyObject* name);
/// An instance's attributes that are not in a dict: names[i] belongs to values[i], which may be null. All borrowed.
struct InlineAttributes {
  PyObject* const* values = nullptr;
  const void* entries = nullptr;
  Py_ssize_t count = 0;
  PyObject* name(Py_ssize_t i) const;
};
InlineAttributes inline_attributes(PyObject* object);

/// Calls visit(name, value) for the attributes of an instance, in order; runs no code of the user's.
template <class Visit>
void for_each_attribute(PyObject* object, Visit visit) {
  if (PyObject* dict = existing_dict(object); dict != nullptr && PyDict_Check(dict)) {
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) {
      if (PyUnicode_Check(key)) visit(key, value);
    }
    return;
  }
  const InlineAttributes attributes = inline_attributes(object);
  for (Py_ssize_t i = 0; i < attributes.count; ++i) {
    if (attributes.values[i] != nullptr) visit(attributes.name(i), attributes.values[i]);
  }
}

/// Marks an object that the garbage collector knows: marked() says so for as long as the object lives (or until the
/// collector runs over it), and of no other object that comes to lie at its address. False: cannot be marked.
bool mark(PyObject* object);
bool marked(const PyObject* object);
/// The collector keeps the objects that it knows in the order in which they were made (or, of a dict of plain values, first
/// came to hold another one). Is `object` the youngest of them?
bool is_youngest(const PyObject* object);
/// Makes it the youngest. It must be known to the collector.
void make_youngest(PyObject* object);
/// Is an object younger than `other`? Not, if the collector does not know it, or has run since.
bool is_younger(const PyObject* object, const PyObject* other);
/// A number that changes whenever a dict does.
std::uint64_t dict_version(PyObject* dict);
/// The first of the weak references to an object (the others follow by wr_next), or null.
PyWeakReference* weak_references(PyObject* object);
/// The list that a list iterator walks over and its next index; false if it is exhausted.
bool list_iterator(PyObject* iterator, PyObject*& list, Py_ssize_t& index);
/// The iterator over the iterables of an `itertools.chain`, or null if it is exhausted.
PyObject* chain_source(PyObject* chain);

}  // namespace frontrun::embed::cpython
