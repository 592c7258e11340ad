// A little language, and programs in it: what the engine is tested on.
//
// Every operation has the meaning that its comment gives. A location's key is either stable, or a new one in every
// execution, as addresses are. `Machine` is the meaning alone; `FakeProgram` shows it to the engine.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/program.hpp"

namespace frontrun::engine::test {

enum class Do : std::uint8_t {
  read,          // register = value
  write,         // value += 1, without looking
  store,         // value = register + 1
  branch,        // choose place 1 if the value is odd, 0 if not; if not, skip n operations
  stop_if_zero,  // end the thread if the value is 0
  read_chosen,   // read of the chosen place
  write_chosen,  // write of the chosen place
  copy,          // value of place n = value of place
  sweep,         // register = the sum of the places 0 to 3
  follow,        // value of place 2 or 3 += 1, as the value of place is even or odd: not known before it is performed
  acquire,
  try_acquire,  // skip n operations if it fails
  release,
  locked,  // skip n operations if the lock is held
  semaphore_acquire,
  semaphore_release,
  set,
  wait,
  clear,
  take,           // an acquire that also adds one to the value of place n
  timed_acquire,  // an acquire that fails when nothing else can run; it skips n operations then. Under Timeouts::explore it
                  // may fail whenever it cannot proceed; so may the other timed operations
  timed_semaphore_acquire,  // the same
  timed_wait,               // the same
  start,                    // thread n
  join,                     // thread n
  // A condition with the lock of its place: waiting is wait_on, woken or timed_woken, acquire_back.
  wait_on,       // joins those who wait, and releases the lock
  woken,         // blocks until it is woken; in a broken barrier it ends the thread
  timed_woken,   // the same, skipping n operations; it goes on with the next one when nothing else can run
  acquire_back,  // acquires the lock; waits no longer; choose place 1 if it was woken, 0 if not
  notify,        // wakes the first n who wait; the lock is held
  // A barrier: arriving is arrive, woken, or arrive, timed_woken, give_up.
  arrive,   // of n threads the last one wakes the others, and does not wait; a broken barrier ends the thread
  give_up,  // breaks the barrier and ends the thread, if it is still not woken
  abort,    // breaks the barrier
  // A queue, of two items or one.
  put,          // the thread's number
  put_compare,  // the same if the queue is empty, and skips two operations; else has the queue's lock until `leave`
  leave,        // puts the thread's number, and gives up the queue's lock
  get,          // choose the place that an item, odd or even, tells
  timed_get,    // the same; when nothing else can run, it skips n operations instead
  try_put,      // skip n operations if it is full
  try_get,      // skip n operations if it is empty
  is_empty,     // skip n operations if it is
  task_done,
  join_queue,
  empty_out,  // takes all items out and releases the queue's lock, which the thread has acquired
};

struct Op {
  Do what;
  int place = 0;
  int n = 0;
  bool glued = false;
};

using Code = std::vector<std::vector<Op>>;  // by thread; a thread that some other starts does not run before that

/// When do timed operations fail?
enum class Timeouts : std::uint8_t { lazy, explore };

inline constexpr int kPlaces = 12;  // values, and as many synchronisation objects

/// What was done: enough to tell Mazurkiewicz traces apart.
struct Done {
  ThreadId thread = 0;
  int index = 0;  // of its thread
  Op op{};        // with the places resolved
  bool expired = false;
  int waiter = -1;         // the end of a wait that may have been cut short at any time: of which wait
  std::vector<int> wakes;  // the waits that it ends
};

struct Machine {
  struct Thread {
    std::size_t pc = 0;
    int count = 0;
    std::int64_t reg = 0;
    int chosen = 0;
    bool started = true;
    bool expired = false;  // its pending operation
    // Of whoever waits to be woken:
    SyncState wake{};
    ThreadId waker = kNoThread;
    int waker_event = 0;
    int waits = 0;  // so far
    bool broken = false;
  };

  const Code* code = nullptr;
  Timeouts timeouts = Timeouts::lazy;
  std::vector<Thread> threads;
  std::array<std::int64_t, kPlaces> values{};
  std::array<SyncState, kPlaces> objects{};
  std::array<std::vector<ThreadId>, kPlaces> waiting;  // on conditions and at barriers
  std::array<std::vector<int>, kPlaces> items;         // of queues
  std::vector<SyncState> ends;                         // of the threads, for join
  std::vector<Done> trace;

  explicit Machine(const Code& program, Timeouts timeouts = Timeouts::lazy);
  std::optional<Op> pending(ThreadId thread) const;  // nullopt: has ended, or is not started
  bool enabled(ThreadId thread) const;
  bool any_enabled() const;
  bool at_barrier(ThreadId thread) const;          // is it one at which the thread waits to be woken?
  int waiter(ThreadId thread) const;               // a number for its wait
  std::vector<int> wakes(const Op& notify) const;  // those that it would end
  bool expire();                                   // the first thread's deadline; whether there was one
  void step(ThreadId thread);

 private:
  void perform_on_monitor(ThreadId thread, const Op& op);
  void wake(ThreadId waker, std::size_t place, std::size_t most, bool broken);
  void skip_waiting(ThreadId thread);
  void end(ThreadId thread) { threads[thread].pc = (*code)[thread].size(); }
};

SyncKind sync_kind(Do what);
bool waits_to_be_woken(Do what);
std::int64_t capacity(int place);
bool timed(Do what);

class FakeProgram : public Program {
 public:
  explicit FakeProgram(Code code, Timeouts timeouts = Timeouts::lazy) : code_(std::move(code)), machine_(code_, timeouts) {}

  std::function<bool(const Machine&)> invariant;         // of complete executions
  std::function<void(const Machine&, Ending)> observer;  // called by end()
  std::uint32_t stable = ~0u;                            // bit: whether the key of that place is stable
  std::uint64_t executions = 0;

  void begin() override;
  std::span<const ThreadView> threads() const override { return views_; }
  void step(ThreadId thread) override;
  bool advance_time() override;
  const Failure* end(Ending ending) override;
  std::string site_text(std::uint32_t site) const override { return "op " + std::to_string(site); }
  OperationText describe(ThreadId thread) override;
  std::string thread_name(ThreadId thread) const override { return "t" + std::to_string(thread); }

 protected:
  const Machine& machine() const { return machine_; }

 private:
  Access access(int location, bool write) const;
  void show();

  Code code_;
  Machine machine_;
  std::vector<ThreadView> views_;
  std::vector<Access> sweep_;
  Failure failure_;
};

std::string to_string(const Code& code);

}  // namespace frontrun::engine::test
