#include "embed/runtime.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <stdexcept>

#include "embed/cpython/rewrite.hpp"
#include "embed/interpreter.hpp"
#include "embed/object_kinds.hpp"
#include "primitives/lock.hpp"

namespace frontrun::embed {
namespace {

/// The one slot that CPython's hooks need: they carry no data of ours.
Runtime* g_runtime = nullptr;

/// Traced instructions that a thread may run between two visible operations; about a second.
constexpr std::uint64_t kRunaway = 30'000'000;
/// Operations of threads that setup() waits for.
constexpr std::uint64_t kMostInSetup = 1'000'000;
/// How often a thread may catch the exception that tears it down before it is given up.
constexpr int kTearDownTries = 100;
constexpr unsigned long kFirstIdent = 1;
constexpr const char* kMet = "thread: ";
/// The locations by which daemon threads depend on the end of the others, above all addresses and locks. Daemons that share
/// one depend on one another, which costs executions only.
constexpr std::uint64_t kExit = (1ULL << 61) - 64;
constexpr std::uint32_t kExitSlots = 8;

/// The numbers of locks: see Runtime::new_key().
constexpr std::uint64_t kLocks = 1ULL << 60;
constexpr std::uint64_t kLocksOfThread = 1ULL << 32;

bool made_by_thread(std::uint64_t location) { return location >= engine::Access::read(kLocks + kLocksOfThread).location(); }

constexpr engine::Access kClock = engine::Access::read(VirtualClock::kLocation, true);
static_assert(VirtualClock::kLocation != primitives::kThreadList.number);

/// May performing this instruction run Python code and then go on touching what it touches?
bool may_call_back(cpython::Kind kind) {
  using cpython::Kind;
  switch (kind) {
    case Kind::load_attr:
    case Kind::load_method:
    case Kind::store_attr:
    case Kind::delete_attr:
    case Kind::load_global:
    case Kind::store_global:
    case Kind::delete_global:
    case Kind::load_name:
    case Kind::store_name:
    case Kind::delete_name:
    case Kind::load_cell:
    case Kind::store_cell:
    case Kind::delete_cell:
    case Kind::load_class_cell:
    case Kind::import_from:
    case Kind::yield:
      return false;
    default:
      return true;
  }
}

}  // namespace

std::string exception_text(PyObject* type, PyObject* value, PyObject* traceback) {
  std::string text = type != nullptr && PyType_Check(type) ? reinterpret_cast<PyTypeObject*>(type)->tp_name : "exception";
  if (const std::size_t dot = text.rfind('.'); dot != std::string::npos) text.erase(0, dot + 1);
  if (value != nullptr) {
    const PyRef message = PyRef::steal(PyObject_Str(value));
    const char* utf8 = message ? PyUnicode_AsUTF8(message.get()) : nullptr;
    if (utf8 != nullptr && *utf8 != '\0') text += fmt::format(": {}", utf8);
    PyErr_Clear();
  }
  std::replace(text.begin(), text.end(), '\n', ' ');
  // The innermost place in the user's own code.
  std::string place;
  for (auto* entry = reinterpret_cast<PyTracebackObject*>(traceback); entry != nullptr; entry = entry->tb_next) {
    PyCodeObject* code = PyFrame_GetCode(entry->tb_frame);
    const char* file = PyUnicode_AsUTF8(code->co_filename);
    if (g_runtime == nullptr || g_runtime->filter().origin(code) == Origin::user) {
      const int line = PyCode_Addr2Line(code, entry->tb_lasti);
      place = fmt::format(" ({}:{})", std::filesystem::path(file != nullptr ? file : "?").filename().string(), line);
    }
    Py_DECREF(code);
  }
  PyErr_Clear();
  return text + place;
}

std::string take_exception() {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  const PyRef own_type = PyRef::steal(type), own_value = PyRef::steal(value), own_traceback = PyRef::steal(traceback);
  return exception_text(type, value, traceback);
}

Runtime::Runtime(SourceFilter filter, bool explore_timeouts, bool every_instruction)
    : filter_(std::move(filter)),
      code_map_(filter_, names_),
      footprint_(objects_),
      effects_(footprint_, objects_, names_),
      calls_(effects_, footprint_, names_),
      operands_(effects_, calls_, names_),
      quiet_(calls_),
      main_(PyThreadState_Get()),
      unwind_(PyRef::steal(PyErr_NewException("frontrun.ThreadTornDown", PyExc_BaseException, nullptr))),
      timeouts_(explore_timeouts),
      every_instruction_(every_instruction) {
  if (!unwind_) throw std::bad_alloc();
  g_runtime = this;
  primitives::set_controller(this);
  set_probe_function(come_by);
  _PyInterpreterState_SetEvalFrameFunc(main_->interp, evaluate);
}

Runtime::~Runtime() {
  tear_down();
  _PyInterpreterState_SetEvalFrameFunc(main_->interp, _PyEval_EvalFrameDefault);
  primitives::set_controller(nullptr);
  g_runtime = nullptr;
}

// ---- one execution ------------------------------------------------------------------------------------------------------

void Runtime::begin_execution() {
  ++execution_;
  objects_.begin_execution(names_.may_collect());
  while (records_.size() < ids_.size()) records_.push_back(std::make_unique<ThreadRecord>());
  views_.assign(ids_.size(), {});
  more_accesses_.clear();
  held_locks_.begin_execution();
  lock_order_.begin_execution();
  uncaught_.reset();
  runaway_.reset();
  added_.clear();
  performed_ = 0;
  root_children_ = 0;
  at_exit_ = engine::kNoThread;
  loops_met_ = false;
  keys_ = lasting_keys_;
  clock_.begin_execution(names_.clock_is_read());
  polling_ = {};
  setting_up_ = true;
  turn_ = 0;
}

void Runtime::end_setup() {
  setting_up_ = false;
  for (const auto& record : records_) record->operations = 0;
}

engine::ThreadId Runtime::add_thread(engine::ThreadId parent, PyObject* function, PyObject* args, PyObject* kwargs,
                                     const std::string& name, bool daemon) {
  if (daemon) names_.daemons();
  std::uint32_t& children = parent == engine::kNoThread ? root_children_ : records_[parent]->children;
  const auto [entry, is_new] = ids_.try_emplace({parent, children++}, static_cast<engine::ThreadId>(ids_.size()));
  const engine::ThreadId id = entry->second;
  if (id >= records_.size()) {
    records_.push_back(std::make_unique<ThreadRecord>());
    views_.resize(id + 1);
  }
  ThreadRecord& record = *records_[id];
  record.fiber = idle_fiber();
  record.fiber->begin_job();
  views_[id].daemon = record.daemon = daemon;
  if (record.name != name) record.name = name;
  record.function = PyRef::borrow(function);
  record.args = PyRef::borrow(args);
  record.kwargs = PyRef::borrow(kwargs);
  record.site = nullptr;
  record.frame = nullptr;
  record.object = nullptr;
  record.held.clear();
  record.deadline.reset();
  record.now = parent == engine::kNoThread ? clock_.latest() : records_[parent]->now;
  record.polling = {};
  record.early_timeouts = {};
  record.awaited_object = nullptr;
  record.timed_out = false;
  record.children = 0;
  record.operations = 0;
  record.locks = 0;
  record.announced = nullptr;
  record.import_depth = 0;
  record.of_scenario = true;
  record.switch_point = true;
  record.last = nullptr;
  record.calls_c = false;
  record.watched = true;
  record.unwinds = 0;
  record.open.clear();
  record.entering = nullptr;
  record.resumed = false;
  record.spinning.forget();
  record.spins_at = nullptr;
  added_.push_back(id);
  return id;
}

void Runtime::add_thread_at_exit(PyObject* function) {
  const PyRef none = PyRef::steal(PyTuple_New(0));
  at_exit_ = add_thread(engine::kNoThread, function, none.get(), nullptr, "exit");
  views_[at_exit_].daemon = true;
  exit_ = {};
}

std::vector<std::string> Runtime::threads_met() const {
  std::vector<std::string> texts(ids_.size());
  bool in_doubt = false;  // the scenario's own threads, and setup()'s, come in one order only
  for (const auto& [path, id] : ids_) {
    in_doubt = in_doubt || path.first != engine::kNoThread;
    texts[id] = path.first == engine::kNoThread ? fmt::format("{}{}", kMet, path.second)
                                                : fmt::format("{}{}.{}", kMet, path.first, path.second);
  }
  texts.erase(texts.begin(), in_doubt ? texts.begin() + static_cast<std::ptrdiff_t>(told_ids_) : texts.end());
  return texts;
}

bool Runtime::meet_thread(const std::string& met) {
  if (!met.starts_with(kMet)) return false;
  const char* const text = met.c_str() + std::string_view(kMet).size();
  const char* const end = met.c_str() + met.size();
  std::pair<engine::ThreadId, std::uint32_t> path{engine::kNoThread, 0};
  const char* const rest = std::from_chars(text, end, path.second).ptr;
  if (rest != end) {
    path.first = path.second;
    std::from_chars(rest + 1, end, path.second);
  }
  ids_.try_emplace(path, static_cast<engine::ThreadId>(ids_.size()));
  told_ids_ = ids_.size();
  return true;
}

engine::ThreadId Runtime::parent_of(engine::ThreadId thread) const {
  const auto entry = std::find_if(ids_.begin(), ids_.end(), [&](const auto& known) { return known.second == thread; });
  return entry->first.first;
}

void Runtime::start_added_threads() {
  // A thread runs invisible code only before its first visible operation; it may not start others on that way.
  for (std::size_t i = 0; i < added_.size(); ++i) run(added_[i]);
  added_.clear();
}

void Runtime::run(engine::ThreadId thread) {
  ThreadRecord& record = *records_[thread];
  record.instructions = 0;
  current_ = thread;
  current_record_ = &record;
  objects_.begin_slice(thread, record.operations);
  record.fiber->resume();
  objects_.end_slice();
  current_ = engine::kNoThread;
  current_record_ = nullptr;
  if (!record.fiber->ended()) return;
  clock_.note(record.now);
  views_[thread].status = engine::ThreadStatus::ended;
  cpython::clean(record.fiber->state());
  idle_.push_back(std::exchange(record.fiber, nullptr));
}

void Runtime::step(engine::ThreadId thread) {
  const engine::Operation performed = views_[thread].pending;
  ThreadRecord& record = *records_[thread];
  ++record.operations;
  ++performed_;
  record.in_vain = false;
  if (record.spinning.watching()) note_operation(record, performed);
  if (loops_met_ && performed.object != nullptr) notice_lock(performed, thread);
  pass_time(performed, record);
  run(thread);
  start_added_threads();
  refresh_after(performed, thread);
}

/// A thread is about to perform an operation.
void Runtime::pass_time(const engine::Operation& performed, ThreadRecord& record) {
  record.now = clock_.after(performed, record.now);
  if (!record.polling.begun()) return;
  const auto accesses = performed.accesses();
  const auto changes = [](engine::Access a) { return a.writes() && a.location() != kClock.location(); };
  if (std::any_of(accesses.begin(), accesses.end(), changes)) record.polling.changed();
}

void Runtime::note_operation(ThreadRecord& record, const engine::Operation& performed) {
  auto accesses = performed.accesses();
  // Not a condition's, which gives up its lock to wait.
  const bool is_lock = !record.looked_at() && record.object != nullptr && primitives::is_lock(record.object);
  const bool waits = !record.deadline && !record.timed_out;
  if (is_lock && waits && performed.sync == engine::SyncKind::acquire) {
    record.spinning.takes(accesses.front().location());
  } else if (is_lock && performed.sync == engine::SyncKind::release) {
    record.spinning.gives(accesses.front().location());
  } else {
    if (record.daemon) accesses = accesses.first(accesses.size() - 1);  // the one of add_exit()
    record.spinning.performs(accesses, record.what);
  }
}

/// A thread is about to act on an object that another one may hold.
void Runtime::notice_lock(const engine::Operation& performed, engine::ThreadId performer) {
  const engine::ThreadId owner = performed.object->owner;
  if (owner == engine::kNoThread || owner == performer || !records_[owner]->spinning.watching()) return;
  records_[owner]->spinning.noticed(performed.accesses().front().location());
}

/// What the instruction touches that a thread has come to.
inline void Runtime::decode_instruction(const ThreadRecord& record) {
  operands_.decode(record.frame, record.top, *record.site);
  if (record.resumed || record.site->instruction.kind == cpython::Kind::yield) decode_generator(record);
}

/// What a generator's frame touches besides, as it yields a value or has been left.
void Runtime::decode_generator(const ThreadRecord& record) {
  if (record.resumed) {
    // Whoever asks a generator that runs is turned away; one that has ended says so. (What was asked for its values may not
    // tell: UNPACK_SEQUENCE puts what it gets where its operand was.)
    if (record.ends != nullptr && PyGen_CheckExact(record.ends)) effects_.write_state(record.ends);
    return;
  }
  // What asked the generator for a value goes on: see on_return(), which comes too late here, as the generator may then
  // be resumed by others already.
  if (const OpenInstruction* open = called_from(record, cpython::caller_of(record.frame)))
    operands_.decode(open->frame, open->top, *open->site);
}

/// What a thread is about to touch, into the footprint.
void Runtime::decode(const ThreadRecord& record) {
  footprint_.clear();
  if (record.entering == nullptr) {
    decode_instruction(record);
    return;
  }
  PyCodeObject* code = cpython::code_of(record.entering);
  std::vector<PyObject*> given;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(code->co_nlocalsplus); ++i) {
    if (PyObject* object = cpython::local(record.entering, i)) given.push_back(object);
  }
  calls_.unknown(PyUnicode_AsUTF8(code->co_qualname), given);
}

/// What a parked thread is about to touch may depend on what another one has just changed (a key that is there now, a list
/// that is shorter): look again where the two conflict.
void Runtime::refresh_after(const engine::Operation& performed, engine::ThreadId performer) {
  const auto accesses = performed.accesses();
  if (std::none_of(accesses.begin(), accesses.end(), [](engine::Access a) { return a.writes(); })) return;
  const bool tells = loops_met_ && !records_[performer]->in_vain;
  const std::size_t count = views_.size();
  for (engine::ThreadId id = 0; id < count; ++id) {
    if (id == performer || views_[id].status != engine::ThreadStatus::live) continue;
    if (tells && records_[id]->spinning.watching()) tell_spinning(performed, performer, id);
    if (views_[id].pending.object != nullptr) continue;  // a primitive's: there is nothing to look at
    if (!engine::dependent(performed, views_[id].pending) || !records_[id]->looked_at()) continue;
    decode(*records_[id]);
    publish(id, views_[id].pending.site, views_[id].pending.glued);
  }
}

/// Another thread has written something: does a thread that spins wait for that?
void Runtime::tell_spinning(const engine::Operation& performed, engine::ThreadId performer, engine::ThreadId spinning) {
  ThreadRecord& record = *records_[spinning];
  const std::int64_t event = setting_up_ ? 0 : static_cast<std::int64_t>(records_[performer]->operations);
  record.spinning.written(performed, {performer, event, performed_, records_[performer]->now});
  if (record.spins_at == nullptr || record.change.state.value != 0) return;
  note_change(record);
  views_[spinning].pending.peer = record.change.waker;
  views_[spinning].pending.operand = record.change.event;
}

/// Notes who was the first to write what an idle iteration has read.
void Runtime::note_change(ThreadRecord& record) {
  const Spinning::Read* first = nullptr;
  for (const Spinning::Read& read : record.spinning.idle_reads()) {
    if (read.written.by != engine::kNoThread && (first == nullptr || read.written.position < first->written.position))
      first = &read;
  }
  if (first == nullptr) return;
  record.change.state.value = 1;
  record.change.waker = first->written.event == 0 ? engine::kNoThread : first->written.by;
  record.change.event = first->written.event;
  record.change.time = first->written.time;
}

/// An iteration of a loop begins. If the one before was idle, the thread waits until what that has read is changed. False:
/// the thread is being torn down, and the exception for that is set.
bool Runtime::begin_iteration(cpython::Frame* frame, PyObject** top, const Site& site) {
  ThreadRecord& record = *current_record_;
  if (every_instruction_ || unwinding_ || interrupted()) return true;
  loops_met_ = true;
  if (!record.spinning.arrive(frame, top, site.instruction.loop, objects_)) return true;
  record.spins_at = &site;
  record.change = {};
  note_change(record);
  const primitives::Turn turn = block(record.change, {}, nullptr, "spin", -1);
  record.spins_at = nullptr;
  record.spinning.forget();
  record.spinning.arrive(frame, top, site.instruction.loop, objects_);
  record.switch_point = true;  // a thread that spins comes by its jump back
  return turn != primitives::Turn::raised;
}

/// A frame is entered, or a generator resumed, by a thread that is in a loop.
void Runtime::note_frame(ThreadRecord& record, const CodeInfo& info, cpython::Frame* frame) {
  constexpr int kCoroutines = CO_COROUTINE | CO_ASYNC_GENERATOR | CO_ITERABLE_COROUTINE;
  const int flags = cpython::code_of(frame)->co_flags;
  const bool looked_into = record.watched || info.origin == Origin::ours;
  if (!looked_into || (flags & CO_OPTIMIZED) == 0 || (flags & kCoroutines) != 0) record.spinning.changes();
  if (PyObject* generator = cpython::generator_of(frame)) record.spinning.resumes(generator);
}

void Runtime::note_generator(ThreadRecord& record, PyObject* generator) {
  footprint_.clear();
  footprint_.write(generator, Part::state);
  record.spinning.makes(generator, footprint_.accesses().front());
}

void Runtime::dump_stacks(int descriptor) const {
  const auto put = [&](std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = write(descriptor, text.data(), text.size());
      if (count <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  };
  if (current_ == engine::kNoThread) {
    put("main\n");
    cpython::dump_stack(descriptor, main_);
  }
  for (engine::ThreadId id = 0; id < records_.size(); ++id) {
    const ThreadRecord& record = *records_[id];
    if (record.fiber == nullptr || views_[id].status == engine::ThreadStatus::ended) continue;
    std::array<char, 16> number{};
    const char* end = std::to_chars(number.data(), number.data() + number.size(), id).ptr;
    put(id == current_ ? "running " : "stack ");
    put({number.data(), static_cast<std::size_t>(end - number.data())});
    put(" ");
    put(record.name);
    put("\n");
    cpython::dump_stack(descriptor, record.fiber->state());
  }
}

bool Runtime::advance_time() {
  engine::ThreadId earliest = engine::kNoThread;
  for (engine::ThreadId id = 0; id < views_.size(); ++id) {
    if (views_[id].status != engine::ThreadStatus::live || !records_[id]->deadline) continue;
    if (earliest == engine::kNoThread || *records_[id]->deadline < *records_[earliest]->deadline) earliest = id;
  }
  if (earliest == engine::kNoThread) return begin_exit();
  records_[earliest]->now = std::max(records_[earliest]->now, *records_[earliest]->deadline);
  records_[earliest]->deadline.reset();
  records_[earliest]->timed_out = true;
  views_[earliest].pending.barrier = true;
  return true;
}

/// Lets the thread that add_thread_at_exit() made have its turn, if it is time for that.
bool Runtime::begin_exit() {
  if (at_exit_ == engine::kNoThread) return false;
  bool others = false;
  for (engine::ThreadId id = 0; id < views_.size(); ++id) {
    if (id == at_exit_ || views_[id].status != engine::ThreadStatus::live || views_[id].daemon) continue;
    if (records_[id]->of_scenario) return false;
    others = true;
  }
  if (!others) return false;
  views_[at_exit_].daemon = false;
  views_[at_exit_].pending.barrier = true;
  at_exit_ = engine::kNoThread;
  return true;
}

void Runtime::tear_down() {
  unwinding_ = true;
  for (engine::ThreadId id = 0; id < views_.size(); ++id) {
    ThreadRecord& record = *records_[id];
    if (record.fiber == nullptr) continue;
    run(id);
    record.fiber = nullptr;  // one that has not ended is used no more
  }
  unwinding_ = false;
  for (std::size_t i = 0; i < records_.size(); ++i) {  // what dies may start threads
    ThreadRecord& record = *records_[i];
    record.function.reset();
    record.args.reset();
    record.kwargs.reset();
    record.spinning.forget();
  }
}

LogicalThread* Runtime::idle_fiber() {
  if (!idle_.empty()) {
    LogicalThread* fiber = idle_.back();
    idle_.pop_back();
    return fiber;
  }
  // Idents are small numbers, handed out again with the thread: dictionaries keyed by them stay small.
  const unsigned long ident = kFirstIdent + fibers_.size();
  fibers_.push_back(std::make_unique<LogicalThread>(main_, ident, [this](LogicalThread&) { run_job(); }));
  return fibers_.back().get();
}

/// Makes these the accesses of an operation, until the execution is over.
void Runtime::keep(engine::Operation& operation, std::span<const engine::Access> accesses) {
  operation.refer_to(accesses);
  if (operation.count <= engine::Operation::kInline) return;
  more_accesses_.push_back(std::make_unique<engine::Access[]>(accesses.size()));
  std::copy(accesses.begin(), accesses.end(), more_accesses_.back().get());
  operation.more = more_accesses_.back().get();
}

void Runtime::publish(engine::ThreadId thread, std::uint32_t site, bool glued) {
  footprint_.normalise();
  engine::ThreadView& view = views_[thread];
  view.status = engine::ThreadStatus::live;
  engine::Operation& operation = view.pending;
  operation = {};
  operation.site = site;
  operation.tentative = footprint_.tentative();
  operation.glued = glued;
  keep(operation, footprint_.accesses());
  if (names_.may_let_go()) add_held(operation, thread);
  add_exit(operation, thread);
}

/// The process ends with its last thread that is no daemon, wherever the daemons are then: what a daemon does depends on
/// that.
void Runtime::add_exit(engine::Operation& operation, engine::ThreadId thread) {
  if (!records_[thread]->daemon) return;
  const engine::Access exit = engine::Access::write(kExit + thread % kExitSlots, true);
  append(operation, {&exit, 1});
}

/// Calls `visit` with objects whose end may be noticed: of the local variables of a thread's frames, of what is on the stack
/// of the innermost one, and of what is being returned. (What is on the others' stacks is not known to be alive: C code
/// drops it.)
template <typename Visit>
void for_each_held(const ThreadRecord& record, const Names& names, Visit visit) {
  if (record.fiber == nullptr) return;
  const auto look = [&](PyObject* object) {
    if (object != nullptr && end_may_be_noticed(object) && names.may_notice_end(Py_TYPE(object))) visit(object);
  };
  look(record.returns);
  for (cpython::Frame* frame = cpython::current_frame(record.fiber->state()); frame != nullptr;
       frame = cpython::caller_of(frame)) {
    PyObject** const base = cpython::stack_base(frame);
    PyObject** const top = frame == record.frame && record.entering == nullptr ? record.top : base;
    std::for_each(base - cpython::code_of(frame)->co_nlocalsplus, top, look);
  }
}

/// What a thread holds it may let go of behind an operation, before its next one. That is the object's end if nobody else
/// refers to it but threads that hold it, too.
void Runtime::add_held(engine::Operation& operation, engine::ThreadId thread) {
  const std::string& place = place_text(operation.site);
  if (!names_.may_let_go_at(place)) return;
  footprint_.clear();
  for_each_held(*records_[thread], names_, [&](PyObject* object) {
    if (!names_.may_let_go_at(place, Py_TYPE(object))) return;
    Py_ssize_t others = Py_REFCNT(object);
    for (const auto& record : records_)
      for_each_held(*record, names_, [&](PyObject* held) { others -= held == object ? 1 : 0; });
    effects_.lets_go(object, others == 0);
  });
  footprint_.normalise();
  if (footprint_.empty()) return;
  operation.tentative = operation.tentative || footprint_.tentative();
  append(operation, footprint_.accesses());
}

const std::string& Runtime::place_text(std::uint32_t site) {
  std::string& text = place_texts_[site];
  if (text.empty()) text = code_map_.text(site);
  return text;
}

/// Takes note of what the thread that runs holds, and of what it has let go of since it was parked last.
void Runtime::note_held(ThreadRecord& record) {
  std::vector<std::pair<PyObject*, std::string>> held;
  for_each_held(record, names_, [&held](PyObject* object) { held.emplace_back(object, Py_TYPE(object)->tp_name); });
  for (const auto& object : record.held) {
    if (std::ranges::find(held, object) == held.end()) names_.lets_go_at(place_text(record.parked_at), object.second);
  }
  record.held = std::move(held);
  record.parked_at = views_[current_].pending.site;
}

/// What a queue keeps its items in changes with it, to those who look there (`q.queue[0]`).
void Runtime::add_items(engine::Operation& operation, PyObject* object) {
  using engine::SyncKind;
  const bool puts_or_gets = operation.sync == SyncKind::queue_put || operation.sync == SyncKind::queue_get ||
                            operation.sync == SyncKind::queue_use;
  if (!names_.may_peek() || !puts_or_gets || object == nullptr) return;
  PyObject* items = cpython::instance_value(object, interned("queue"));
  if (items == nullptr) return;
  footprint_.clear();
  effects_.write_whole(items);
  footprint_.normalise();
  append(operation, footprint_.accesses());
}

void Runtime::append(engine::Operation& operation, std::span<const engine::Access> more) {
  std::vector<engine::Access> all(operation.accesses().begin(), operation.accesses().end());
  all.insert(all.end(), more.begin(), more.end());
  keep(operation, all);
}

/// The end of a thread that is no daemon, where there are some.
void Runtime::end_before_daemons() {
  std::array<engine::Access, kExitSlots> exits;
  for (std::uint64_t slot = 0; slot < kExitSlots; ++slot) exits[slot] = engine::Access::read(kExit + slot, true);
  engine::Operation operation;
  operation.refer_to(exits);
  if (park(operation, nullptr, "end", -1) == primitives::Turn::raised) PyErr_Clear();
}

// ---- on the threads' own stacks -----------------------------------------------------------------------------------------

void Runtime::run_job() {
  const engine::ThreadId self = current_;
  ThreadRecord& record = *records_[self];
  PyThreadState* state = record.fiber->state();
  cpython::set_trace_function(state, trace);
  const PyRef function = std::move(record.function), args = std::move(record.args), kwargs = std::move(record.kwargs);

  if (self == at_exit_) block(exit_, {}, nullptr, "exit", -1);
  if (!unwinding_ && PyFunction_Check(function.get()) == 0) {  // a callable written in C is an operation of its own
    footprint_.clear();
    std::vector<PyObject*> arguments;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args.get()); ++i) arguments.push_back(PyTuple_GET_ITEM(args.get(), i));
    calls_.call({function.get(), arguments, 0});
    if (!footprint_.empty()) {
      publish(self, code_map_.number(fmt::format("call of {}", record.name)), false);
      record.site = nullptr;
      record.verb = "call";
      record.object = function.get();
      record.fiber->park();
    }
  }
  if (!unwinding_) {
    const PyRef result = PyRef::steal(PyObject_Call(function.get(), args.get(), kwargs.get()));
    if (!result) {
      if (unwinding_ || runaway_ || PyErr_ExceptionMatches(unwind_.get()) != 0 || interrupted()) {
        PyErr_Clear();
      } else {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        PyErr_NormalizeException(&type, &value, &traceback);
        uncaught(type, value, traceback);
        PyErr_Restore(type, value, traceback);
        PyErr_Clear();
      }
    }
  }
  if (names_.may_notice_ends() && !unwinding_) note_held(record);
  if (!unwinding_ && !record.daemon && names_.may_have_daemons()) end_before_daemons();
}

PyObject* Runtime::evaluate(PyThreadState* state, cpython::Frame* frame, int throwing) {
  Runtime& runtime = *g_runtime;
  ThreadRecord* record = runtime.current_record_;
  if (record == nullptr) return cpython::run_frame(state, frame, throwing);
  CodeInfo* info = runtime.code_map_.info(cpython::code_of(frame));
  const bool caller_watched = record->watched;
  const bool caller_traced = cpython::traces(state);
  const bool caller_calls_c = std::exchange(record->calls_c, false);
  record->last = nullptr;
  if (cpython::may_switch_on_entry(frame, throwing != 0)) record->switch_point = true;
  const bool importing = info->origin == Origin::importing;
  if (info->origin == Origin::excluded && caller_watched && runtime.before_excluded(state, frame) < 0) throwing = 1;
  record->import_depth += importing ? 1 : 0;
  const bool watched =
      record->import_depth == 0 && (info->origin == Origin::user || (info->origin == Origin::library && caller_watched));
  // What is ours is not looked into, but what it calls is.
  record->watched = watched || (info->origin == Origin::ours && caller_watched);
  bool makes_generator = false;
  if (record->spinning.watching()) {
    runtime.note_frame(*record, *info, frame);
    makes_generator = cpython::is_at_start(frame) && (info->code->co_flags & CO_GENERATOR) != 0;
  }
  std::optional<engine::Operation> again;  // what goes on behind a finalizer
  if (watched && (info->is_finalizer || cpython::finalizes(frame, throwing != 0))) {
    again = runtime.views_[runtime.current_].pending;
    if (throwing == 0) runtime.names_.notices_end(cpython::finalized_type(frame), runtime.place_text(again->site));
  }
  cpython::set_traces(state, watched && !runtime.takes_probes(*info, frame));
  PyObject* result = cpython::run_frame(state, frame, throwing);
  if (record->spinning.watching()) {
    record->spinning.leaves(frame);
    if (makes_generator && result != nullptr) runtime.note_generator(*record, result);
  }
  cpython::set_traces(state, caller_traced);
  if (record->calls_c || !watched) record->switch_point = true;
  record->calls_c = caller_calls_c;
  record->last = nullptr;
  record->watched = caller_watched;
  record->import_depth -= importing ? 1 : 0;
  if (!watched || record->open.empty() || cpython::in_trace_callback(state)) return result;
  PyObject *type, *value, *traceback;  // of the exception by which the frame was left, if it was
  PyErr_Fetch(&type, &value, &traceback);
  cpython::enter_callback(state);
  record->returns = result;
  const int go_on = again ? runtime.on_finalized(frame, cpython::current_frame(state), *again)
                          : runtime.on_return(frame, cpython::current_frame(state));
  record->returns = nullptr;
  cpython::leave_callback(state);
  if (go_on == 0) {
    PyErr_Restore(type, value, traceback);
    return result;
  }
  const PyRef dropped[] = {PyRef::steal(type), PyRef::steal(value), PyRef::steal(traceback), PyRef::steal(result)};
  return nullptr;
}

/// Code that is excluded is about to run, whoever asks for it: a call, an operator, an iteration. It is one operation on all
/// that it is given. -1: the thread is being torn down, and the exception for that is set.
int Runtime::before_excluded(PyThreadState* state, cpython::Frame* frame) {
  if (unwinding_ || interrupted() || cpython::in_trace_callback(state)) return 0;
  ThreadRecord& record = *current_record_;
  record.entering = frame;
  decode(record);
  int turn = 0;
  if (!footprint_.empty()) {
    publish(current_, code_map_.number(fmt::format("call of {}", PyUnicode_AsUTF8(cpython::code_of(frame)->co_qualname))),
            !std::exchange(record.switch_point, false));
    PyObject *type, *value, *traceback;  // of an exception that is thrown into a generator
    PyErr_Fetch(&type, &value, &traceback);
    cpython::enter_callback(state);
    turn = wait_for_turn(record);
    cpython::leave_callback(state);
    if (turn == 0) {
      PyErr_Restore(type, value, traceback);
    } else {
      const PyRef dropped[] = {PyRef::steal(type), PyRef::steal(value), PyRef::steal(traceback)};
    }
  }
  record.entering = nullptr;
  return turn;
}

/// Does the frame run code with probes? One that has not begun yet is made to, if it can.
bool Runtime::takes_probes(CodeInfo& info, cpython::Frame* frame) {
  if (cpython::code_of(frame) == info.rewritten) return true;
  if (every_instruction_ || info.rewriting == Rewriting::impossible || !cpython::is_at_start(frame)) return false;
  if (info.rewriting == Rewriting::not_met) {
    cpython::reserve_stack(info.code);
    info.rewriting = Rewriting::possible;
    return false;
  }
  if (info.rewriting == Rewriting::possible) code_map_.rewrite(info);
  if (info.rewriting != Rewriting::done) return false;
  cpython::replace_code(frame, info.rewritten);
  return true;
}

bool Runtime::come_by(const Probe& probe) {
  ThreadRecord* record = g_runtime->current_record_;
  if (record == nullptr || !record->watched) return true;
  PyThreadState* state = record->fiber->state();
  if (cpython::in_trace_callback(state)) return true;
  ++record->instructions;
  cpython::Frame* frame = cpython::current_frame(state);
  PyObject** top = cpython::stack_base(frame) + probe.depth;
  if (probe.site->instruction.kind == cpython::Kind::invisible && record->instructions < kRunaway) {
    if (probe.site->instruction.loop != 0 && !g_runtime->begin_iteration(frame, top, *probe.site)) return false;
    if (cpython::will_jump_back(probe.site->instruction, top)) record->switch_point = true;
    return true;
  }
  if (*top != reinterpret_cast<const PyObject*>(&probe)) {
    Py_FatalError("frontrun: a stack depth was computed wrongly; please report the code that was being checked");
  }
  cpython::enter_callback(state);
  const int result = g_runtime->on_instruction(frame, top, *probe.site);
  cpython::leave_callback(state);
  return result == 0;
}

int Runtime::trace(PyObject*, PyFrameObject* frame, int what, PyObject*) {
  if (what == PyTrace_OPCODE) {
    const auto* info = reinterpret_cast<const CodeInfo*>(cpython::companion_of(frame));
    if (info == nullptr) return 0;
    const Site& site = site_of(*info, cpython::frame_of(frame));
    ThreadRecord& record = *g_runtime->current_record_;
    ++record.instructions;
    const bool invisible = site.instruction.kind == cpython::Kind::invisible && !g_runtime->every_instruction_;
    PyObject** top = cpython::stack_pointer(cpython::frame_of(frame));
    if (invisible && record.instructions < kRunaway) {
      if (site.instruction.loop != 0 && !g_runtime->begin_iteration(cpython::frame_of(frame), top, site)) return -1;
      if (cpython::will_jump_back(site.instruction, top)) record.switch_point = true;
      return 0;
    }
    return g_runtime->on_instruction(cpython::frame_of(frame), top, site);
  }
  if (what == PyTrace_CALL && cpython::companion_of(frame) == nullptr) {
    CodeInfo* info = g_runtime->code_map_.info(cpython::code_of(cpython::frame_of(frame)));
    cpython::report_instructions(frame, reinterpret_cast<PyObject*>(info));
  }
  return 0;
}

/// A thread that catches even this exception, again and again, is left where it is: its stack is given up.
void Runtime::raise_unwind() {
  ThreadRecord& record = *current_record_;
  while (++record.unwinds > kTearDownTries) record.fiber->park();
  record.instructions = 0;
  PyErr_SetNone(unwind_.get());
}

int Runtime::on_instruction(cpython::Frame* frame, PyObject** top, const Site& site) {
  ThreadRecord& record = *current_record_;
  if (unwinding_ || interrupted()) {
    if (site.instruction.kind == cpython::Kind::invisible && record.instructions < kRunaway) return 0;
    raise_unwind();
    return -1;
  }
  if (record.instructions >= kRunaway) {
    const Place place = place_at(spot_in(record.fiber->state()));
    runaway_ = Uncaught{current_, fmt::format("{} runs on without a visible operation (an endless loop?) at {}", record.name,
                                              short_text(place))};
    raise_unwind();
    return -1;
  }
  if (site.instruction.loop != 0 && !begin_iteration(frame, top, site)) return -1;
  // A jump back to here may have had no probe of its own: without one it is known by what came before.
  const bool fell_in = record.last != nullptr && record.last->code == site.code && record.last < &site;
  if (record.calls_c || (site.instruction.loop_head && !fell_in)) record.switch_point = true;
  record.last = &site;
  record.calls_c = cpython::may_switch_after(site.instruction, top);
  const int turn = perform(frame, top, site);
  if (turn == 0 && cpython::will_jump_back(site.instruction, top)) record.switch_point = true;
  return turn;
}

/// Parks the thread that runs before what an instruction does, if that can be seen.
int Runtime::perform(cpython::Frame* frame, PyObject** top, const Site& site) {
  ThreadRecord& record = *current_record_;
  footprint_.clear();
  record.frame = frame;
  record.top = top;
  if (objects_.anything_made()) number_made(frame, top);
  record.site = &site;
  decode_instruction(record);
  if (record.spinning.watching()) note_instruction(record, frame, top, site);
  if (footprint_.empty() && !every_instruction_) return 0;
  publish(current_, site.number, !std::exchange(record.switch_point, false));
  if (may_call_back(site.instruction.kind)) {
    if (record.open.empty() || record.open.back().frame != record.frame) record.open.emplace_back().frame = record.frame;
    record.open.back().site = &site;
    record.open.back().top = record.top;
  }
  return wait_for_turn(record);
}

/// Numbers what the thread has made since it was last parked and has at hand, before it can give it to others.
void Runtime::number_made(cpython::Frame* frame, PyObject** top) {
  PyObject** const locals = cpython::stack_base(frame) - cpython::code_of(frame)->co_nlocalsplus;
  std::for_each(locals, top, [this](PyObject* object) {
    if (object != nullptr) objects_.number_if_made(object);
  });
}

/// A thread that is in a loop is about to run an instruction, whose footprint is known.
void Runtime::note_instruction(ThreadRecord& record, cpython::Frame* frame, PyObject** top, const Site& site) {
  record.what = footprint_.description;
  if (!quiet_.instruction(frame, top, site, record.spinning)) record.spinning.changes();
  const std::ptrdiff_t depth = top - cpython::stack_base(frame) - 1;  // of the topmost operand
  if (site.instruction.kind == cpython::Kind::for_iter || site.instruction.kind == cpython::Kind::with_enter)
    record.spinning.changes_stack(frame, depth);
}

/// Parks the thread that runs, before what it has published. -1: it is being torn down, and the exception for that is set.
int Runtime::wait_for_turn(ThreadRecord& record) {
  if (names_.may_notice_ends() && !unwinding_) note_held(record);
  record.fiber->park();
  record.instructions = 0;
  if (!unwinding_) return 0;
  raise_unwind();
  return -1;
}

/// Is the instruction that the thread's innermost frame came by last still going on?
bool Runtime::calls_now(const ThreadRecord& record) {
  const cpython::Frame* frame = cpython::current_frame(record.fiber->state());
  if (frame == nullptr || record.last == nullptr) return false;
  const PyCodeObject* code = cpython::code_of(frame);
  const CodeInfo& info = *record.last->code;
  return (code == info.code || code == info.rewritten) && &site_of(info, frame) == record.last;
}

/// The instruction of `caller` whose C code called a frame, if that may touch anything.
const OpenInstruction* Runtime::called_from(const ThreadRecord& record, const cpython::Frame* caller) {
  // Behind it there may be some of frames that the caller has called.
  const auto open = std::find_if(record.open.rbegin(), record.open.rend(),
                                 [&](const OpenInstruction& instruction) { return instruction.frame == caller; });
  return open != record.open.rend() && open->site == &site_of(*open->site->code, open->frame) ? &*open : nullptr;
}

/// The instruction whose C code goes on now that a frame is left; null if there is none, or nobody is to know of it.
const OpenInstruction* Runtime::goes_on(ThreadRecord& record, const cpython::Frame* frame,
                                        const cpython::Frame* caller) const {
  while (!record.open.empty() && record.open.back().frame == frame) record.open.pop_back();
  return unwinding_ || interrupted() ? nullptr : called_from(record, caller);
}

/// A frame under control was left. Where C code had called it, that code goes on now, and may touch again what it touched: a
/// visible operation of its own (a list that is sorted by a key function of Python's, say).
int Runtime::on_return(cpython::Frame* frame, cpython::Frame* caller) {
  ThreadRecord& record = *current_record_;
  const OpenInstruction* open = goes_on(record, frame, caller);
  if (open == nullptr) return 0;
  PyObject* generator = cpython::generator_of(frame);
  if (generator != nullptr && !cpython::is_generator_running(generator)) return 0;  // a yield
  constexpr int kGenerators = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
  if (generator == nullptr && (cpython::code_of(frame)->co_flags & kGenerators) != 0) return 0;  // only made one
  record.frame = open->frame;
  record.top = open->top;
  record.site = open->site;
  record.resumed = true;
  record.ends = generator;
  footprint_.clear();
  decode_instruction(record);
  if (record.spinning.watching()) record.what = footprint_.description;
  publish(current_, open->site->number, !std::exchange(record.switch_point, false));
  const int turn = wait_for_turn(record);
  record.resumed = false;
  return turn;
}

/// The same for a finalizer that an instruction's C code has run by letting go of an object. That may have been one of the
/// instruction's operands, of which others may be dead already: they are not looked at. It touches again what it touched
/// before: `again`.
int Runtime::on_finalized(cpython::Frame* frame, cpython::Frame* caller, const engine::Operation& again) {
  ThreadRecord& record = *current_record_;
  const OpenInstruction* open = goes_on(record, frame, caller);
  if (open == nullptr || again.site != open->site->number) return 0;
  record.site = nullptr;
  record.frame = nullptr;
  record.object = nullptr;
  record.verb = "go on with";
  if (record.spinning.watching()) record.what = {};
  views_[current_].status = engine::ThreadStatus::live;
  views_[current_].pending = again;
  views_[current_].pending.glued = !std::exchange(record.switch_point, false);
  return wait_for_turn(record);
}

// ---- primitives::Controller ---------------------------------------------------------------------------------------------

bool Runtime::controlled() const {
  return current_record_ != nullptr && current_record_->import_depth == 0 &&
         !cpython::in_trace_callback(current_record_->fiber->state());
}

primitives::Turn Runtime::park(const engine::Operation& operation, PyObject* object, const char* verb, double timeout) {
  ThreadRecord& record = *current_record_;
  if (record.announced != nullptr) {
    object = std::exchange(record.announced, nullptr);
    verb = record.announced_verb;
  }
  record.spot = spot_in(record.fiber->state());
  const std::uint32_t site = number_of_primitive(record.spot, verb);
  if (timeout < 0) return park_at(operation, object, site, verb, std::nullopt);
  const Time deadline = later(record.now, to_time(timeout));
  if (!may_time_out_early(site)) return park_at(operation, object, site, verb, deadline);
  engine::Operation look = operation;
  look.sync = engine::without_waiting(operation.sync);
  return wait_or_time_out(operation, look, object, site, verb, deadline);
}

primitives::Turn Runtime::block(const primitives::Waiter& waiter, const engine::Operation& look, PyObject* object,
                                const char* verb, double timeout) {
  ThreadRecord& record = *current_record_;
  record.spot = spot_in(record.fiber->state());
  const std::uint32_t site = number_of_primitive(record.spot, verb);
  const std::optional<Time> deadline = timeout < 0 ? std::nullopt : std::optional(later(record.now, to_time(timeout)));
  engine::Operation operation;
  operation.sync = engine::SyncKind::wake;
  operation.object = &waiter.state;
  operation.peer = waiter.waker;
  operation.operand = waiter.event;
  if (deadline && may_time_out_early(site)) return wait_or_time_out(operation, look, object, site, verb, *deadline);
  const primitives::Turn turn = park_at(operation, object, site, verb, deadline);
  if (turn == primitives::Turn::taken) record.now = std::max(record.now, waiter.time);
  return turn;
}

/// Parks the thread that runs, before an operation of a primitive.
primitives::Turn Runtime::park_at(const engine::Operation& operation, PyObject* object, std::uint32_t site, const char* verb,
                                  std::optional<Time> deadline) {
  if (unwinding_ || interrupted()) {
    raise_unwind();
    return primitives::Turn::raised;
  }
  ThreadRecord& record = *current_record_;
  if (objects_.anything_made()) {
    if (cpython::Frame* frame = cpython::current_frame(record.fiber->state()))
      number_made(frame, cpython::stack_base(frame));
  }
  record.site = nullptr;
  record.frame = nullptr;
  record.object = object;
  record.verb = verb;
  if (record.spinning.watching()) {
    record.what = {};
    record.what.object = object;
    record.what.part = Part::sync;
  }
  record.timed_out = false;
  record.deadline = deadline;
  engine::ThreadView& view = views_[current_];
  view.status = engine::ThreadStatus::live;
  view.pending = operation;
  view.pending.site = site;
  if (operation.count > engine::Operation::kInline) keep(view.pending, operation.accesses());
  // What calls it may be the C call that the frame came by last, or an instruction behind that one (WITH_EXCEPT_START).
  if (record.calls_c && !calls_now(record)) record.switch_point = true;
  view.pending.glued = !std::exchange(record.switch_point, false);
  add_items(view.pending, object);
  if (names_.may_let_go()) add_held(view.pending, current_);
  add_exit(view.pending, current_);
  const int turn = wait_for_turn(record);
  record.deadline.reset();
  if (turn != 0) return primitives::Turn::raised;
  return record.timed_out ? primitives::Turn::timed_out : primitives::Turn::taken;
}

/// May the wait with a timeout that begins time out whenever it cannot proceed? Else it does when nothing else can run.
bool Runtime::may_time_out_early(std::uint32_t site) {
  if (!timeouts_.met(current_record_->early_timeouts, site, code_map_)) return false;
  current_record_->switch_point = true;  // it waits, and lets others run
  return true;
}

/// A wait that times out if what it awaits is not enabled when its turn comes; what takes place is `look`.
primitives::Turn Runtime::wait_or_time_out(const engine::Operation& awaited, const engine::Operation& look, PyObject* object,
                                           std::uint32_t site, const char* verb, Time deadline) {
  ThreadRecord& record = *current_record_;
  record.awaited = awaited.sync;
  record.awaited_object = awaited.object;
  record.awaited_operand = awaited.operand;
  const primitives::Turn turn = park_at(look, object, site, verb, std::nullopt);
  record.awaited_object = nullptr;
  if (turn == primitives::Turn::raised) return turn;
  const bool timed_out = !engine::enabled(awaited.sync, *awaited.object, awaited.operand);
  record.early_timeouts.note(site, timed_out);
  if (!timed_out) return primitives::Turn::taken;
  record.now = std::max(record.now, deadline);
  return primitives::Turn::timed_out;
}

bool Runtime::times_out(engine::ThreadId thread) const {
  const ThreadRecord& record = *records_[thread];
  if (record.looked_at()) return false;
  if (record.awaited_object == nullptr) return record.timed_out;
  return !engine::enabled(record.awaited, *record.awaited_object, record.awaited_operand);
}

bool Runtime::wait_in_setup(engine::SyncKind kind, const engine::SyncState& state, std::int32_t operand) {
  if (!setting_up_) return false;
  while (!engine::enabled(kind, state, operand)) {
    if (interrupted() || performed_ > kMostInSetup || (!step_in_setup() && !advance_time())) return false;
  }
  return true;
}

/// Threads take turns, one operation each: one that loops until another one does something holds nobody up.
bool Runtime::step_in_setup() {
  start_added_threads();
  for (std::size_t i = 0; i < views_.size(); ++i) {
    const engine::ThreadId thread = turn_++ % views_.size();
    if (!views_[thread].enabled()) continue;
    step(thread);
    return true;
  }
  return false;
}

void Runtime::wake(primitives::Waiter& waiter) {
  if (waiter.state.value != 0) return;
  waiter.state.value = 1;
  waiter.waker = current_;
  waiter.time = current_record_ == nullptr ? clock_.latest() : current_record_->now;
  waiter.event = current_record_ == nullptr || setting_up_ ? 0 : static_cast<std::int32_t>(current_record_->operations);
  if (waiter.event == 0) waiter.waker = engine::kNoThread;
  for (engine::ThreadView& view : views_) {
    if (view.status != engine::ThreadStatus::live || view.pending.object != &waiter.state) continue;
    view.pending.peer = waiter.waker;
    view.pending.operand = waiter.event;
  }
}

void Runtime::in_vain() {
  if (current_record_ == nullptr) return;
  current_record_->in_vain = true;
  current_record_->polling.in_vain();
  current_record_->spinning.in_vain();
}

/// Looking at the clock, or moving it, as a visible operation. False: the thread is being torn down.
bool Runtime::park_at_clock(bool moves, const char* verb) {
  engine::Operation operation;
  operation.few[0] = moves ? engine::Access::write(VirtualClock::kLocation, true) : kClock;
  operation.count = 1;
  return park(operation, nullptr, verb, -1) != primitives::Turn::raised;
}

bool Runtime::look_at_clock(Time& now) {
  if (current_record_ == nullptr) {
    polling_.changed();  // we would not know
    clock_.note(later(clock_.latest(), polling_.look() + kTick));
    now = clock_.latest();
    return true;
  }
  ThreadRecord& record = *current_record_;
  const Time jump = record.polling.look();
  if (controlled()) {
    names_.reads_clock();
    if (jump > 0) names_.moves_clock();
  }
  if (controlled() && names_.clock_is_moved()) {
    record.now = later(record.now, jump);
    if (!park_at_clock(jump > 0, "read the clock")) return false;
  } else {
    record.now = later(record.now, jump + kTick);
  }
  now = record.now;
  return true;
}

bool Runtime::sleep(Time duration) {
  if (current_record_ == nullptr) {
    clock_.note(later(clock_.latest(), duration));
    for (std::size_t i = 0; setting_up_ && i < views_.size(); ++i) step_in_setup();  // it may wait for them like that
    return true;
  }
  // A sleeping thread may be delayed for any time anyway: where nobody looks at the clock, sleeping orders nothing.
  ThreadRecord& record = *current_record_;
  record.now = later(record.now, duration);
  if (!controlled()) return true;
  names_.moves_clock();
  if (!names_.clock_is_moved()) return true;
  record.switch_point = true;  // it lets others run
  return park_at_clock(true, "sleep");
}

void Runtime::took_again(const primitives::ObjectKey& lock) {
  if (current_record_ == nullptr || !current_record_->spinning.watching()) return;
  current_record_->spinning.takes(engine::Access::read(lock.number, lock.stable).location());
}

void Runtime::gave_once(const primitives::ObjectKey& lock) {
  if (current_record_ == nullptr || !current_record_->spinning.watching()) return;
  current_record_->spinning.gives(engine::Access::read(lock.number, lock.stable).location());
}

void Runtime::took(PyObject* lock, bool waits) {
  const engine::Operation& acquire = views_[current_].pending;
  const std::uint64_t location = acquire.accesses().front().location();
  const HeldLock taken{lock, location, !made_by_thread(location), current_, acquire.site, current_record_->spot};
  if (waits && !held_locks_.all().empty()) lock_order_.took(taken, held_locks_.all());
  held_locks_.take(taken);
}

void Runtime::gave(PyObject* lock) {
  held_locks_.give(lock, views_[current_].pending.accesses().front().location(), current_);
}

primitives::ObjectKey Runtime::new_key() {
  // Keys of locks: numbers of their own, above all addresses. Those made at import or in setup() are made in the same order
  // every time; of those that a thread makes, the thread and how many it has made before say which it is. (Two executions
  // in which the thread has done different things may mean different locks by that. But the engine compares only what both
  // do after a beginning that they share, and what a lock made later is called does not matter there.)
  if (current_record_ != nullptr) {
    return {kLocks + (static_cast<std::uint64_t>(current_) + 1) * kLocksOfThread + current_record_->locks++, true};
  }
  const std::uint64_t number = kLocks + keys_++;
  if (execution_ == 0) lasting_keys_ = keys_;
  return {number, true};
}

void Runtime::announce(PyObject* object, const char* verb) {
  if (!controlled()) return;
  current_record_->announced = object;
  current_record_->announced_verb = verb;
}

primitives::StartedThread Runtime::start_thread(PyObject* function, PyObject* args, PyObject* kwargs, bool daemon) {
  if (execution_ == 0) {
    PyErr_SetString(
        PyExc_RuntimeError,
        "frontrun: a thread cannot be started while the scenario is imported; start it in setup() or in a thread");
    return {};
  }
  const std::string name = current_ == engine::kNoThread
                               ? fmt::format("setup.{}", root_children_)
                               : fmt::format("{}.{}", records_[current_]->name, records_[current_]->children);
  const engine::ThreadId id = add_thread(current_, function, args, kwargs, name, daemon);
  records_[id]->of_scenario = false;
  return {records_[id]->fiber->ident(), id};
}

std::string Runtime::scenario_thread() const {
  return current_record_ != nullptr && current_record_->of_scenario ? current_record_->name : std::string();
}

void Runtime::warn(const std::string& text) {
  if (std::find(warnings_.begin(), warnings_.end(), text) == warnings_.end()) warnings_.push_back(text);
}

void Runtime::uncaught(PyObject* type, PyObject* value, PyObject* traceback) {
  if (unwinding_ || (type != nullptr && PyErr_GivenExceptionMatches(type, unwind_.get()) != 0)) return;
  if (type != nullptr && PyErr_GivenExceptionMatches(type, PyExc_SystemExit) != 0) return;  // ends a thread, no more
  // Of several threads' exceptions the first thread's counts, not the first in time: that would differ within one trace.
  if (uncaught_ && uncaught_->thread <= current_) return;
  uncaught_ = Uncaught{current_, exception_text(type, value, traceback)};
}

// ---- for reports --------------------------------------------------------------------------------------------------------

Spot Runtime::spot_in(PyThreadState* state) {
  for (const cpython::Frame* frame = cpython::current_frame(state); frame != nullptr; frame = cpython::caller_of(frame)) {
    PyCodeObject* code = cpython::code_of(frame);
    if (code_map_.info(code)->origin == Origin::user) return {code, cpython::instruction_index(frame)};
  }
  return {};
}

std::uint32_t Runtime::number_of_primitive(const Spot& spot, const char* verb) {
  const auto [found, is_new] = primitive_sites_.try_emplace({spot, verb}, 0);
  if (is_new) found->second = code_map_.number(fmt::format("{} at {}", verb, short_text(place_at(spot))));
  return found->second;
}

Place Runtime::place_of(engine::ThreadId thread) {
  const ThreadRecord& record = *records_[thread];
  if (record.fiber == nullptr) return {};
  if (record.site != nullptr) {
    PyCodeObject* code = record.site->code->code;
    return {PyUnicode_AsUTF8(code->co_filename), line_of(*record.site), PyUnicode_AsUTF8(code->co_qualname)};
  }
  return place_at(spot_in(record.fiber->state()));
}

Description Runtime::describe(engine::ThreadId thread) {
  const ThreadRecord& record = *records_[thread];
  Description description;
  if (!record.looked_at()) {
    description.verb = record.verb;
    description.object = record.object;
    description.part = Part::sync;
    return description;
  }
  footprint_.describing = true;
  decode(record);
  footprint_.describing = false;
  if (record.resumed) footprint_.description.verb = "go on with";
  return footprint_.description;
}

}  // namespace frontrun::embed
