#include "embed/python_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <numeric>
#include <optional>

#include "embed/cpython/adapter.hpp"
#include "embed/deadlock.hpp"
#include "embed/debugger.hpp"
#include "embed/interpreter.hpp"
#include "embed/module_state.hpp"
#include "embed/naming.hpp"
#include "embed/runtime.hpp"
#include "embed/scenario.hpp"
#include "embed/sequential_orders.hpp"
#include "embed/suspects.hpp"
#include "embed/threading_state.hpp"
#include "primitives/lock.hpp"
#include "primitives/thread_module.hpp"

namespace frontrun::embed {
namespace {

/// Cyclic garbage is collected between executions, so that finalisers run at the same points every time.
constexpr std::uint64_t kCollectEvery = 256;

class Program final : public PythonProgram {
 public:
  explicit Program(const ScenarioOptions& options);
  ~Program() override;

  void begin() override;
  std::span<const engine::ThreadView> threads() const override { return runtime_.views(); }
  void step(engine::ThreadId thread) override {
    if (recorder_ != nullptr) recorder_->step(thread);
    {
      const RecordedPhase phase(recorder_, Phase::threads);
      runtime_.step(thread);
    }
    if (runtime_.lock_order().has_unnamed()) name_locks();
    stop_if_interrupted();
    start_over_if_learned();
    record_threads();
  }
  bool advance_time() override { return runtime_.advance_time(); }
  const engine::Failure* end(engine::Ending ending) override;
  std::string site_text(std::uint32_t site) const override { return runtime_.code_map().text(site); }
  engine::OperationText describe(engine::ThreadId thread) override;
  std::vector<std::string> suspects() override {
    return embed::suspects({reinterpret_cast<PyCodeObject*>(scenario_.code.get()), modules_.namespaces(), naming()});
  }
  std::string thread_name(engine::ThreadId thread) const override { return runtime_.record(thread).name; }
  bool bounded() const override { return runtime_.timeouts().bounded(); }
  std::vector<std::string> warnings(bool exhaustive) const override;
  std::vector<std::string> learned() const override;
  std::vector<std::pair<std::string, std::string>> locals(engine::ThreadId thread) const override;
  std::optional<AfterDebugging> debug(engine::ThreadId thread) override;
  std::vector<std::string> files() const override;
  void dump_stacks(int descriptor) const override { runtime_.dump_stacks(descriptor); }
  double time_sequential(std::uint64_t times) override;

 private:
  using Phase = FlightRecorder::Phase;

  bool is_users(const PyCodeObject* code) const;
  void silence();
  void stop_if_interrupted();
  void start_over_if_learned();
  void record_threads();
  void begin_execution();
  void collect_outcomes();
  void drop_state();
  void prepare_state();
  void seed_random();
  bool judge();
  void name_locks();
  void note_deadlock();
  void warn_of_held_locks();
  Naming naming() const { return Naming(state_.get(), modules_.namespaces()); }

  FlightRecorder* recorder_;
  std::size_t threads_recorded_ = 0;
  Runtime runtime_;
  Scenario scenario_;
  ModuleState modules_;
  std::optional<ThreadingState> threading_;  // once threading is imported
  PyRef state_;
  PyRef arguments_;  // of every thread: (state,) or ()
  PyRef random_name_ = PyRef::steal(PyUnicode_InternFromString("random"));
  PyRef seed_;  // random.seed
  engine::Failure failure_;
  bool serializable_ = false;      // the invariant is frontrun.serializable()
  bool outcomes_missing_ = false;  // of that
  std::vector<engine::ThreadId> scenario_ids_;
  std::vector<std::string> impossible_orders_;
  std::uint64_t executions_ = 0;
  bool running_ = false;  // between begin() and end()
};

/// Is an invariant what frontrun.serializable() returns?
bool is_serializable(PyObject* invariant) {
  const PyRef name = PyRef::steal(PyUnicode_FromString("frontrun.invariants"));
  PyObject* module = name ? PyImport_GetModule(name.get()) : nullptr;
  const PyRef own = PyRef::steal(module);
  const PyRef type = PyRef::steal(module != nullptr ? PyObject_GetAttrString(module, "_Serializable") : nullptr);
  PyErr_Clear();
  return type && PyObject_TypeCheck(invariant, reinterpret_cast<PyTypeObject*>(type.get()));
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  std::error_code error;
  const auto whole = std::filesystem::weakly_canonical(path, error);
  return error ? path.parent_path() : whole.parent_path();
}

Program::Program(const ScenarioOptions& options)
    : recorder_(options.recorder),
      runtime_(SourceFilter(folder_of(options.path).string(), options.include, options.exclude), options.explore_timeouts,
               options.every_instruction) {
  static const bool installed = primitives::install();
  if (!installed) throw std::runtime_error("cannot replace Python's lock types");
  const PyRef threading = PyRef::steal(PyImport_ImportModule("threading"));  // while nothing is under control
  if (!threading) throw_usage_error("cannot import threading", "");
  threading_.emplace();
  {
    const RecordedPhase phase(recorder_, Phase::loading);
    scenario_ = import_scenario(options.path);
  }
  if (scenario_.invariant && is_serializable(scenario_.invariant.get())) {
    if (scenario_.threads.size() > kMostSequentialThreads) {
      throw UsageError(
          fmt::format("{}: frontrun.serializable() runs all sequential orders of at most {} threads, here are {}",
                      scenario_.path.string(), kMostSequentialThreads, scenario_.threads.size()),
          "write an invariant for this scenario");
    }
    serializable_ = outcomes_missing_ = true;
  }
  silence();
  modules_.remember(runtime_.filter());
  for (PyObject* dict : modules_.namespaces()) {
    runtime_.objects().keep(dict);
    PyObject *key, *value;
    for (Py_ssize_t i = 0; PyDict_Next(dict, &i, &key, &value) != 0;) {
      if (PyType_Check(value) && (reinterpret_cast<PyTypeObject*>(value)->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0)
        runtime_.objects().keep(value);
    }
  }
  runtime_.names().scan_module(reinterpret_cast<PyCodeObject*>(scenario_.code.get()));
  for (const std::string& fact : options.learned) {
    if (!runtime_.meet_thread(fact)) runtime_.names().assume(fact);
  }
  runtime_.names().settle();
  PyErr_Clear();
  PyGC_Collect();
  PyGC_Disable();
  if (const PyRef gc = PyRef::steal(PyImport_ImportModule("gc"))) {
    const PyRef frozen = PyRef::steal(PyObject_CallMethod(gc.get(), "freeze", nullptr));
  }
  PyErr_Clear();
}

Program::~Program() {
  runtime_.tear_down();
  modules_.restore();
  // The next scenario of this process is not to find this one's module among the user's.
  const PyRef name = PyRef::steal(PyModule_GetNameObject(scenario_.module.get()));
  if (!name || PyDict_DelItem(PyImport_GetModuleDict(), name.get()) < 0) PyErr_Clear();
}

std::vector<std::string> Program::learned() const {
  std::vector<std::string> facts = runtime_.names().learned();
  for (std::string& met : runtime_.threads_met()) facts.push_back(std::move(met));
  return facts;
}

/// What threads print would come thousands of times: it goes nowhere.
void Program::silence() {
  const PyRef io = PyRef::steal(PyImport_ImportModule("io"));
  const PyRef sink = io ? PyRef::steal(PyObject_CallMethod(io.get(), "open", "ss", "/dev/null", "w")) : PyRef();
  if (!sink) return PyErr_Clear();
  for (const char* name : {"stdout", "stderr", "__stdout__", "__stderr__"}) {
    if (PySys_SetObject(name, sink.get()) < 0) PyErr_Clear();
  }
}

/// `random`, if anybody has imported it: seeding takes longer than a small execution.
void Program::seed_random() {
  if (!seed_) {
    PyObject* random = PyDict_GetItemWithError(PyImport_GetModuleDict(), random_name_.get());
    if (random == nullptr) return;
    seed_ = PyRef::steal(PyObject_GetAttrString(random, "seed"));
  }
  const PyRef zero = PyRef::steal(PyLong_FromLong(0));
  const PyRef done = PyRef::steal(seed_ ? PyObject_CallOneArg(seed_.get(), zero.get()) : nullptr);
  PyErr_Clear();
}

void Program::prepare_state() {
  modules_.restore();
  primitives::restore();
  seed_random();
  if (!scenario_.setup) {
    arguments_ = PyRef::steal(PyTuple_New(0));
    return;
  }
  state_ = PyRef::steal(PyObject_CallNoArgs(scenario_.setup.get()));
  if (!state_) {
    if (interrupted()) PyErr_Clear();
    stop_if_interrupted();
    if (runtime_.names().changed()) {  // its threads have run, and may have waited for what they did not see
      PyErr_Clear();
      if (recorder_ != nullptr) recorder_->learn(learned());
      drop_state();
      throw StartOver();
    }
    throw_usage_error(fmt::format("{}: setup() failed", scenario_.path.string()),
                      "setup() has to return a fresh state every time it is called");
  }
  arguments_ = PyRef::steal(PyTuple_Pack(1, state_.get()));
}

void Program::begin() {
  if (recorder_ != nullptr) recorder_->begin_execution();
  if (outcomes_missing_) collect_outcomes();
  begin_execution();
}

void Program::begin_execution() {
  if (running_) drop_state();  // a divergence has left the last execution where it was
  running_ = true;
  if (++executions_ % kCollectEvery == 0) PyGC_Collect();
  runtime_.begin_execution();
  {
    const RecordedPhase phase(recorder_, Phase::setup);
    prepare_state();
  }
  runtime_.end_setup();
  if (state_) runtime_.objects().number_reachable(state_.get());
  scenario_ids_.clear();
  for (std::size_t i = 0; i < scenario_.threads.size(); ++i) {
    scenario_ids_.push_back(
        runtime_.add_thread(engine::kNoThread, scenario_.threads[i].get(), arguments_.get(), nullptr, scenario_.names[i]));
  }
  if (PyObject* function = threading_->at_exit()) runtime_.add_thread_at_exit(function);
  {
    const RecordedPhase phase(recorder_, Phase::threads);
    runtime_.start_added_threads();
  }
  stop_if_interrupted();
  start_over_if_learned();
}

/// Code that was running when the user interrupted has given up: what it did is no execution of the scenario.
void Program::stop_if_interrupted() {
  if (!interrupted()) return;
  drop_state();
  throw Interrupted();
}

void Program::start_over_if_learned() {
  if (!runtime_.names().changed()) return;
  if (recorder_ != nullptr) recorder_->learn(learned());
  drop_state();
  throw StartOver();
}

/// Whoever runs the steps of this execution again has to know in which order threads were met.
void Program::record_threads() {
  if (recorder_ == nullptr || runtime_.threads_known() == threads_recorded_) return;
  threads_recorded_ = runtime_.threads_known();
  recorder_->learn(learned());
}

void Program::drop_state() {
  const RecordedPhase phase(recorder_, Phase::tear_down);
  running_ = false;
  runtime_.tear_down();
  arguments_.reset();
  state_.reset();
  threading_->restore();
}

/// Has an invariant that is frontrun.serializable() see what sequential orders lead to.
void Program::collect_outcomes() {
  PyObject* invariant = scenario_.invariant.get();
  const std::size_t count = scenario_.threads.size();
  const auto set = [&](const char* name, PyObject* value) {
    if (value == nullptr || PyObject_SetAttrString(invariant, name, value) < 0) throw_usage_error("invariant", "");
  };
  set("outcomes", PyRef::steal(PyList_New(0)).get());
  impossible_orders_.clear();
  bool any = false;
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  do {
    begin_execution();
    std::vector<engine::ThreadId> ids;
    std::string text;
    const PyRef names = PyRef::steal(PyTuple_New(static_cast<Py_ssize_t>(count)));
    for (std::size_t i = 0; i < count; ++i) {
      const std::string& name = scenario_.names[order[i]];
      ids.push_back(scenario_ids_[order[i]]);
      text += (i == 0 ? "" : ", ") + name;
      if (names) PyTuple_SET_ITEM(names.get(), static_cast<Py_ssize_t>(i), PyUnicode_FromString(name.c_str()));
    }
    set("order", names.get());
    bool ended = false;
    {
      const RecordedPhase phase(recorder_, Phase::threads);
      ended = run_in_order(runtime_, ids);
    }
    start_over_if_learned();
    const engine::Failure* failure = end(ended ? engine::Ending::complete : engine::Ending::abandoned);
    if (failure != nullptr)
      throw UsageError(fmt::format("{}: the view of serializable() failed: {}", scenario_.path.string(), failure->message),
                       "it takes the state and returns what can be compared");
    any = any || ended;
    if (!ended) impossible_orders_.push_back(text);
  } while (std::next_permutation(order.begin(), order.end()));
  set("order", Py_None);
  if (!any) {
    throw UsageError(fmt::format("{}: frontrun.serializable(): in no sequential order do all threads come to their ends",
                                 scenario_.path.string()),
                     "write an invariant for this scenario");
  }
  outcomes_missing_ = false;
}

const engine::Failure* Program::end(engine::Ending ending) {
  bool failed = false;
  failure_ = {};
  if (ending == engine::Ending::complete && !runtime_.held_locks().all().empty()) warn_of_held_locks();
  if (ending != engine::Ending::abandoned) {
    if (runtime_.uncaught()) {
      const Uncaught& uncaught = *runtime_.uncaught();
      failure_ = {engine::FailureKind::exception,
                  fmt::format("{} raised {}", thread_name(uncaught.thread), uncaught.message),
                  {uncaught.thread},
                  {}};
      failed = true;
    } else if (runtime_.runaway()) {
      failure_ = {engine::FailureKind::step_limit, runtime_.runaway()->message, {runtime_.runaway()->thread}, {}};
      failed = true;
    } else if (ending == engine::Ending::deadlock) {
      failure_ = deadlock_of(runtime_, naming());
      failed = true;
      note_deadlock();
    } else if (ending == engine::Ending::step_limit) {
      failure_ = {
          engine::FailureKind::step_limit, "an execution came to the limit of visible operations (--max-steps)", {}, {}};
      failed = true;
    } else {
      failed = judge();
    }
  }
  stop_if_interrupted();
  drop_state();
  return failed ? &failure_ : nullptr;
}

/// A thread has taken a lock while it held others, for the first time.
void Program::name_locks() {
  const Naming names = naming();
  runtime_.lock_order().name(
      [&](PyObject* lock) { return runtime_.held_locks().find(lock) != nullptr ? names.object(lock) : "a lock"; });
}

void Program::note_deadlock() {
  for (const engine::ThreadView& view : runtime_.views()) {
    if (view.status == engine::ThreadStatus::live && view.pending.sync == engine::SyncKind::acquire)
      runtime_.lock_order().deadlocked(view.pending.accesses().front().location());
  }
}

/// The threads have ended, and locks are held that they have taken. (A daemon may be anywhere, and hold what it likes.)
void Program::warn_of_held_locks() {
  HeldLocks& locks = runtime_.held_locks();
  for (const HeldLock& held : locks.all()) {
    const bool ended = runtime_.views()[held.thread].status == engine::ThreadStatus::ended;
    if (!ended || locks.is_signal(held.location) || !locks.left_for_the_first_time(held)) continue;
    const std::string place = held.since.code == nullptr ? "" : fmt::format(" at {}", short_text(place_at(held.since)));
    runtime_.warn(fmt::format("{} is still locked when all threads have ended: {} took it{}", naming().object(held.lock),
                              thread_name(held.thread), place));
  }
}

/// Evaluates the invariant; true if it is violated. None counts as not violated: an invariant may consist of assertions.
bool Program::judge() {
  if (!scenario_.invariant) return false;
  const RecordedPhase phase(recorder_, Phase::invariant);
  const PyRef result = PyRef::steal(state_ ? PyObject_CallOneArg(scenario_.invariant.get(), state_.get())
                                           : PyObject_CallNoArgs(scenario_.invariant.get()));
  if (!result) {
    if (interrupted()) {
      PyErr_Clear();
      return false;
    }
    failure_ = {engine::FailureKind::invariant, fmt::format("invariant raised {}", take_exception()), {}, {}};
    return true;
  }
  if (result.get() == Py_True || result.get() == Py_None) return false;
  const int truth = PyObject_IsTrue(result.get());
  if (truth == 1) return false;
  if (truth < 0) {
    failure_ = {
        engine::FailureKind::invariant, fmt::format("the truth of invariant's result raised {}", take_exception()), {}, {}};
  } else if (serializable_) {
    const PyRef text = PyRef::steal(PyObject_GetAttrString(scenario_.invariant.get(), "explanation"));
    const char* explanation = text && PyUnicode_Check(text.get()) ? PyUnicode_AsUTF8(text.get()) : nullptr;
    PyErr_Clear();
    failure_ = {engine::FailureKind::invariant, explanation != nullptr ? explanation : "not serializable", {}, {}};
  } else {
    failure_ = {engine::FailureKind::invariant, "invariant returned " + value_text(result.get()), {}, {}};
  }
  return true;
}

engine::OperationText Program::describe(engine::ThreadId thread) {
  const Description description = runtime_.describe(thread);
  engine::OperationText text;
  text.operation = description.verb != nullptr ? description.verb : "use";
  if (runtime_.times_out(thread)) text.operation = "timeout of " + text.operation;
  text.location = naming().location(description);
  text.value = value_text(description.value);
  const Place place = runtime_.place_of(thread);
  text.file = place.file;
  text.line = place.line;
  text.function = place.function;
  if (const PyRef linecache = PyRef::steal(PyImport_ImportModule("linecache")); linecache && place.line > 0) {
    const PyRef line = PyRef::steal(PyObject_CallMethod(linecache.get(), "getline", "si", place.file.c_str(), place.line));
    if (line && PyUnicode_Check(line.get())) text.source = PyUnicode_AsUTF8(line.get());
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.source.empty() && blank(text.source.back())) text.source.pop_back();
    text.source.erase(text.source.begin(), std::find_if_not(text.source.begin(), text.source.end(), blank));
  }
  PyErr_Clear();
  return text;
}

std::vector<std::string> Program::warnings(bool exhaustive) const {
  std::vector<std::string> all = runtime_.warnings();
  for (const std::string& name : runtime_.calls().unknown()) {
    all.push_back(fmt::format("{} is not looked into: taken to change all that it is given", name));
  }
  for (const std::string& name : modules_.changed_containers()) {
    all.push_back(fmt::format(
        "{} was changed by an execution: what it holds is put back between executions, but not what that refers to", name));
  }
  for (const std::string& order : impossible_orders_) {
    all.push_back(
        fmt::format("the sequential order {} has no outcome: a thread fails in it, or waits for a later one", order));
  }
  for (const std::string& text : runtime_.timeouts().notes()) all.push_back(text);
  for (const std::string& text : runtime_.lock_order().warnings(exhaustive, runtime_.held_locks(),
                                                                [&](engine::ThreadId id) { return thread_name(id); }))
    all.push_back(text);
  return all;
}

bool Program::is_users(const PyCodeObject* code) const {
  return runtime_.filter().origin(std::string(PyUnicode_AsUTF8(code->co_filename))) == Origin::user;
}

std::vector<std::pair<std::string, std::string>> Program::locals(engine::ThreadId thread) const {
  const ThreadRecord& record = runtime_.record(thread);
  if (record.fiber == nullptr) return {};
  const cpython::Frame* frame = cpython::current_frame(record.fiber->state());
  while (frame != nullptr && !is_users(cpython::code_of(frame))) frame = cpython::caller_of(frame);
  if (frame == nullptr) return {};
  PyCodeObject* code = cpython::code_of(frame);
  std::vector<std::pair<std::string, std::string>> locals;
  for (int i = 0; i < code->co_nlocalsplus; ++i) {
    PyObject* value = cpython::local(frame, static_cast<std::uint32_t>(i));
    if (value != nullptr && cpython::is_cell(code, i) && PyCell_Check(value)) value = PyCell_GET(value);
    if (value == nullptr) continue;
    locals.emplace_back(PyUnicode_AsUTF8(PyTuple_GET_ITEM(code->co_localsplusnames, i)), value_text(value));
  }
  return locals;
}

std::optional<AfterDebugging> Program::debug(engine::ThreadId thread) {
  const ThreadRecord& record = runtime_.record(thread);
  if (record.fiber == nullptr) return std::nullopt;
  PyRef frame = PyRef::steal(reinterpret_cast<PyObject*>(PyThreadState_GetFrame(record.fiber->state())));
  while (frame) {
    auto* object = reinterpret_cast<PyFrameObject*>(frame.get());
    const PyRef code = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(object)));
    if (is_users(reinterpret_cast<PyCodeObject*>(code.get()))) return embed::debug(object);
    frame = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetBack(object)));
  }
  return std::nullopt;
}

std::vector<std::string> Program::files() const {
  std::vector<std::string> files;
  PyObject *name, *module;
  for (Py_ssize_t i = 0; PyDict_Next(PyImport_GetModuleDict(), &i, &name, &module) != 0;) {
    if (!PyModule_Check(module)) continue;
    PyObject* file = PyDict_GetItemString(PyModule_GetDict(module), "__file__");
    const char* text = file != nullptr && PyUnicode_Check(file) ? PyUnicode_AsUTF8(file) : nullptr;
    if (text != nullptr) files.emplace_back(text);
  }
  PyErr_Clear();
  return files;
}

double Program::time_sequential(std::uint64_t times) {
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < times; ++i) {
    prepare_state();
    for (const PyRef& thread : scenario_.threads) {
      const PyRef result = PyRef::steal(PyObject_Call(thread.get(), arguments_.get(), nullptr));
      PyErr_Clear();
    }
    judge();
    arguments_.reset();
    state_.reset();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

std::unique_ptr<PythonProgram> load_scenario(const ScenarioOptions& options) {
  start_interpreter();
  return std::make_unique<Program>(options);
}

}  // namespace frontrun::embed
