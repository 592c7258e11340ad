// The scheduler's side of CPython: which logical threads there are, what each is parked before, and the two hooks through
// which Python code comes here: PEP 523 (every frame, before it runs) and, from a frame under control, the visible
// instruction that it is about to run: by a probe in its code, or, where that is not possible, by the trace function.
//
// Control flow: the main stack calls step(); the thread runs on its own stack until the trace function or a primitive parks
// it before its next visible operation. Then its ThreadView says what that is.
#pragma once

#include <Python.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "embed/c_calls.hpp"
#include "embed/code_map.hpp"
#include "embed/effects.hpp"
#include "embed/footprint.hpp"
#include "embed/held_locks.hpp"
#include "embed/lock_order.hpp"
#include "embed/logical_thread.hpp"
#include "embed/names.hpp"
#include "embed/object_table.hpp"
#include "embed/operands.hpp"
#include "embed/place.hpp"
#include "embed/probe.hpp"
#include "embed/quiet.hpp"
#include "embed/source_filter.hpp"
#include "embed/spinning.hpp"
#include "embed/timeouts.hpp"
#include "embed/virtual_clock.hpp"
#include "engine/program.hpp"
#include "primitives/controller.hpp"

namespace frontrun::embed {

/// An instruction that is being performed in C and may call back into Python: what it touches, it may touch again when C
/// code goes on after the callback.
struct OpenInstruction {
  cpython::Frame* frame = nullptr;
  const Site* site = nullptr;
  PyObject** top = nullptr;  ///< of the frame's stack, with the operands still on it
};

/// A thread of the current execution, and what it waits before.
struct ThreadRecord {
  // What every operation has to do with.
  LogicalThread* fiber = nullptr;  ///< null unless live
  // What it is parked before: an instruction, or a primitive's operation.
  cpython::Frame* frame = nullptr;
  PyObject** top = nullptr;  ///< of an instruction: where its frame's stack ends
  const Site* site = nullptr;
  cpython::Frame* entering = nullptr;  ///< instead of an instruction: excluded code that is about to run
  PyObject* object = nullptr;          ///< of a primitive; borrowed
  const char* verb = nullptr;          ///< of a primitive
  Spot spot;                           ///< of a primitive: of the user's code that came to it
  const Site* last = nullptr;          ///< what the innermost frame has come by last; null: nothing yet, or it is not known
  std::uint64_t operations = 0;        ///< performed so far
  std::uint64_t instructions = 0;      ///< since it was last parked
  Time now = 0;                        ///< its own time
  Polling polling;
  int import_depth = 0;
  bool resumed = false;  ///< in the middle of the instruction: C code goes on after a callback into Python
  bool daemon = false;
  bool timed_out = false;
  bool in_vain = false;  ///< its last operation has changed nothing
  /// Since its last operation, has it come by a point at which CPython may run another thread? Else its next one is glued.
  bool switch_point = true;
  bool calls_c = false;               ///< `last` is a call of C code, and when it has returned is such a point
  bool watched = true;                ///< is the innermost frame that runs under control?
  bool of_scenario = true;            ///< not started by another thread, or setup()
  PyObject* returns = nullptr;        ///< borrowed; what the frame that it has left returns
  PyObject* ends = nullptr;           ///< borrowed; `resumed` after a generator's frame, which ends now
  std::vector<OpenInstruction> open;  ///< innermost last
  // What some have to do with.
  PyObject* announced = nullptr;  ///< borrowed; to the user, its next primitive operation is one on this object
  const char* announced_verb = nullptr;
  std::optional<Time> deadline;  ///< of the wait that it is parked before
  /// Of a wait that may time out early: what it waits for.
  engine::SyncKind awaited = engine::SyncKind::none;
  const engine::SyncState* awaited_object = nullptr;  ///< null: it is no such wait
  std::int64_t awaited_operand = 0;
  EarlyTimeouts early_timeouts;
  std::string name;
  PyRef function, args, kwargs;  ///< the job, until it runs
  /// Objects whose end may be noticed, when it was parked last (not to be followed: they may be dead), and their classes.
  std::vector<std::pair<PyObject*, std::string>> held;
  std::uint32_t parked_at = 0;  ///< then, before an operation at this site
  std::uint32_t children = 0;   ///< threads started so far
  std::uint32_t locks = 0;      ///< made so far
  int unwinds = 0;              ///< how often it got the exception that tears it down
  // Loops.
  const Site* spins_at = nullptr;  ///< it waits for another thread to change what the loop here reads
  Spinning spinning;               ///< the loops that it is in
  primitives::Waiter change;       ///< what it waits for
  Description what;                ///< that its pending operation is about, while it is in a loop

  /// Is what it is parked before something that can be decoded again?
  bool looked_at() const { return site != nullptr || entering != nullptr; }
};

/// An exception that got out of a thread.
struct Uncaught {
  engine::ThreadId thread = engine::kNoThread;
  std::string message;
};

class Runtime final : public primitives::Controller {
 public:
  /// Starts controlling the interpreter; one at a time. Throws std::runtime_error.
  Runtime(SourceFilter filter, bool explore_timeouts, bool every_instruction);
  ~Runtime() override;

  // ---- one execution ----
  void begin_execution();
  /// What has happened until now belongs to the beginning of the execution: operations count from here.
  void end_setup();
  /// Adds a thread that is to call `function(*args)`; it does not run yet. Names are the caller's affair.
  engine::ThreadId add_thread(engine::ThreadId parent, PyObject* function, PyObject* args, PyObject* kwargs,
                              const std::string& name, bool daemon = false);
  /// Adds a thread that calls `function()` as the process would when it ends: once the threads added by the user's scenario
  /// have ended, and others are left that are no daemons and cannot go on.
  void add_thread_at_exit(PyObject* function);
  /// Runs every thread that was added and has not run yet up to its first visible operation.
  void start_added_threads();
  void step(engine::ThreadId thread);
  bool advance_time();
  /// Ends what is still parked, by an exception that the threads get at their next visible operation.
  void tear_down();

  /// See PythonProgram.
  void dump_stacks(int descriptor) const;

  std::span<const engine::ThreadView> views() const { return views_; }
  const ThreadRecord& record(engine::ThreadId thread) const { return *records_[thread]; }
  /// Threads are numbered in the order in which they are first met, in any execution. Where threads start others that order
  /// is another one in another process, unless that is told what this returns: a text for each thread, in order, but for
  /// those that were told.
  std::vector<std::string> threads_met() const;
  std::size_t threads_known() const { return ids_.size(); }
  /// Tells it one of these; before the first execution. False: it is none.
  bool meet_thread(const std::string& met);
  /// Who started it; kNoThread: the scenario, or setup().
  engine::ThreadId parent_of(engine::ThreadId thread) const;
  const std::optional<Uncaught>& uncaught() const { return uncaught_; }
  /// A thread that ran too long without a visible operation: a message for the user.
  const std::optional<Uncaught>& runaway() const { return runaway_; }
  /// The pending operation, taken apart again for a report.
  Description describe(engine::ThreadId thread);
  /// Has the thread that add_thread_at_exit() made not had its turn yet?
  bool waits_for_exit(engine::ThreadId thread) const { return thread == at_exit_; }
  /// Is the pending operation a wait that times out if it is performed now?
  bool times_out(engine::ThreadId thread) const;
  Place place_of(engine::ThreadId thread);

  HeldLocks& held_locks() { return held_locks_; }
  const HeldLocks& held_locks() const { return held_locks_; }
  LockOrder& lock_order() { return lock_order_; }
  const LockOrder& lock_order() const { return lock_order_; }
  ObjectTable& objects() { return objects_; }
  Names& names() { return names_; }
  const Names& names() const { return names_; }
  const CodeMap& code_map() const { return code_map_; }
  const SourceFilter& filter() const { return filter_; }
  const CCalls& calls() const { return calls_; }
  const Timeouts& timeouts() const { return timeouts_; }
  /// What the primitives had to say, each once.
  const std::vector<std::string>& warnings() const { return warnings_; }

  // ---- primitives::Controller ----
  bool controlled() const override;
  engine::ThreadId current_thread() const override { return current_; }
  primitives::Turn park(const engine::Operation& operation, PyObject* object, const char* verb, double timeout) override;
  primitives::Turn block(const primitives::Waiter& waiter, const engine::Operation& look, PyObject* object, const char* verb,
                         double timeout) override;
  bool wait_in_setup(engine::SyncKind kind, const engine::SyncState& state, std::int32_t operand) override;
  void wake(primitives::Waiter& waiter) override;
  std::uint64_t operations() const override { return current_record_->operations; }
  void in_vain() override;
  bool look_at_clock(Time& now) override;
  bool sleep(Time duration) override;
  void took_again(const primitives::ObjectKey& lock) override;
  void gave_once(const primitives::ObjectKey& lock) override;
  void took(PyObject* lock, bool waits) override;
  void gave(PyObject* lock) override;
  void forget(PyObject* lock) override { held_locks_.forget(lock); }
  primitives::ObjectKey new_key() override;
  std::uint64_t execution() const override { return execution_; }
  void announce(PyObject* object, const char* verb) override;
  primitives::StartedThread start_thread(PyObject* function, PyObject* args, PyObject* kwargs, bool daemon) override;
  std::string scenario_thread() const override;
  bool threads_are_listed() const override { return names_.may_list_threads(); }
  void list_threads() override { names_.lists_threads(); }
  void warn(const std::string& text) override;
  void uncaught(PyObject* type, PyObject* value, PyObject* traceback) override;

 private:
  static PyObject* evaluate(PyThreadState* state, cpython::Frame* frame, int throwing);
  static int trace(PyObject*, PyFrameObject* frame, int what, PyObject* argument);

  static bool come_by(const Probe& probe);

  bool takes_probes(CodeInfo& info, cpython::Frame* frame);
  int on_instruction(cpython::Frame* frame, PyObject** top, const Site& site);
  int perform(cpython::Frame* frame, PyObject** top, const Site& site);
  const OpenInstruction* goes_on(ThreadRecord& record, const cpython::Frame* frame, const cpython::Frame* caller) const;
  int on_return(cpython::Frame* frame, cpython::Frame* caller);
  int on_finalized(cpython::Frame* frame, cpython::Frame* caller, const engine::Operation& again);
  int before_excluded(PyThreadState* state, cpython::Frame* frame);
  void decode_instruction(const ThreadRecord& record);
  void decode_generator(const ThreadRecord& record);
  void decode(const ThreadRecord& record);
  static const OpenInstruction* called_from(const ThreadRecord& record, const cpython::Frame* caller);
  void run_job();
  void run(engine::ThreadId thread);
  void publish(engine::ThreadId thread, std::uint32_t site, bool glued);
  void add_exit(engine::Operation& operation, engine::ThreadId thread);
  void add_held(engine::Operation& operation, engine::ThreadId thread);
  void note_held(ThreadRecord& record);
  const std::string& place_text(std::uint32_t site);
  void add_items(engine::Operation& operation, PyObject* object);
  void append(engine::Operation& operation, std::span<const engine::Access> more);
  void end_before_daemons();
  bool begin_exit();
  bool step_in_setup();
  int wait_for_turn(ThreadRecord& record);
  void pass_time(const engine::Operation& performed, ThreadRecord& record);
  bool park_at_clock(bool moves, const char* verb);
  primitives::Turn park_at(const engine::Operation& operation, PyObject* object, std::uint32_t site, const char* verb,
                           std::optional<Time> deadline);
  bool may_time_out_early(std::uint32_t site);
  primitives::Turn wait_or_time_out(const engine::Operation& awaited, const engine::Operation& look, PyObject* object,
                                    std::uint32_t site, const char* verb, Time deadline);
  bool begin_iteration(cpython::Frame* frame, PyObject** top, const Site& site);
  void note_frame(ThreadRecord& record, const CodeInfo& info, cpython::Frame* frame);
  void note_generator(ThreadRecord& record, PyObject* generator);
  void note_operation(ThreadRecord& record, const engine::Operation& performed);
  void notice_lock(const engine::Operation& performed, engine::ThreadId performer);
  void number_made(cpython::Frame* frame, PyObject** top);
  void note_instruction(ThreadRecord& record, cpython::Frame* frame, PyObject** top, const Site& site);
  void tell_spinning(const engine::Operation& performed, engine::ThreadId performer, engine::ThreadId spinning);
  static void note_change(ThreadRecord& record);
  void refresh_after(const engine::Operation& performed, engine::ThreadId performer);
  void raise_unwind();
  static bool calls_now(const ThreadRecord& record);
  LogicalThread* idle_fiber();
  void keep(engine::Operation& operation, std::span<const engine::Access> accesses);
  Spot spot_in(PyThreadState* state);
  std::uint32_t number_of_primitive(const Spot& spot, const char* verb);

  SourceFilter filter_;
  Names names_;
  CodeMap code_map_;
  ObjectTable objects_;
  Footprint footprint_;
  Effects effects_;
  CCalls calls_;
  Operands operands_;
  Quiet quiet_;

  PyThreadState* main_;
  PyRef unwind_;  // the exception type that tears threads down
  std::deque<std::unique_ptr<LogicalThread>> fibers_;
  std::vector<LogicalThread*> idle_;
  std::map<std::pair<engine::ThreadId, std::uint32_t>, engine::ThreadId> ids_;  // by path of creation
  std::size_t told_ids_ = 0;
  std::unordered_map<std::uint32_t, std::string> place_texts_;  // CodeMap::text() of some sites

  engine::ThreadId current_ = engine::kNoThread;
  ThreadRecord* current_record_ = nullptr;
  std::vector<engine::ThreadView> views_;
  std::vector<std::unique_ptr<ThreadRecord>> records_;
  std::vector<engine::ThreadId> added_;
  std::uint32_t root_children_ = 0;
  engine::ThreadId at_exit_ = engine::kNoThread;  // until it has its turn
  primitives::Waiter exit_;
  std::vector<std::unique_ptr<engine::Access[]>> more_accesses_;  // of operations with many
  struct PrimitiveSite {
    Spot spot;
    const char* verb;
    bool operator==(const PrimitiveSite&) const = default;
  };
  struct HashOfSite {
    std::size_t operator()(const PrimitiveSite& site) const {
      const auto address = [](const void* p) { return reinterpret_cast<std::size_t>(p); };
      return address(site.spot.code) / 16 * 31 + address(site.verb) * 17 + static_cast<std::size_t>(site.spot.unit);
    }
  };
  std::unordered_map<PrimitiveSite, std::uint32_t, HashOfSite> primitive_sites_;  // their numbers
  HeldLocks held_locks_;
  LockOrder lock_order_;
  std::optional<Uncaught> uncaught_;
  std::optional<Uncaught> runaway_;
  std::vector<std::string> warnings_;
  std::uint64_t execution_ = 0;
  std::uint64_t performed_ = 0;     // operations in this execution
  std::uint64_t keys_ = 0;          // given out so far in this execution
  std::uint64_t lasting_keys_ = 0;  // given out before the first
  VirtualClock clock_;
  Polling polling_;  // outside of threads
  Timeouts timeouts_;
  bool unwinding_ = false;
  bool setting_up_ = false;
  engine::ThreadId turn_ = 0;  // whose it is while setup() waits
  bool loops_met_ = false;     // has any thread come to a loop in this execution?
  const bool every_instruction_;
};

/// "ValueError: text (file.py:12)" of the exception that is set, which is cleared.
std::string take_exception();
std::string exception_text(PyObject* type, PyObject* value, PyObject* traceback);

}  // namespace frontrun::embed
