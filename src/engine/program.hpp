// The contract between the engine and a program under test.
//
// The engine has no idea that Python exists: it sees threads parked before operations, picks one, and has it step. A
// program must be deterministic given the sequence of steps; the engine notices when it is not (Divergence, explore.hpp).
#pragma once

#include <exception>
#include <span>
#include <string>
#include <vector>

#include "engine/operation.hpp"

namespace frontrun::engine {

enum class ThreadStatus : std::uint8_t {
  absent,  ///< known from another execution, not started in this one (yet)
  live,    ///< parked before `pending`
  ended,
};

struct ThreadView {
  ThreadStatus status = ThreadStatus::absent;
  Operation pending;    ///< meaningful while live
  bool daemon = false;  ///< the execution may end without its having ended

  /// Can this thread step now?
  bool enabled() const {
    return status == ThreadStatus::live &&
           (pending.object == nullptr || pending.barrier || engine::enabled(pending.sync, *pending.object, pending.operand));
  }
};

/// Why an execution is over.
enum class Ending : std::uint8_t {
  complete,    ///< every thread has ended
  deadlock,    ///< no thread can step, and not all have ended
  step_limit,  ///< Limits::max_steps operations were performed
  abandoned,   ///< the strategy has seen the rest (sleep sets), or the user interrupted
};

enum class FailureKind : std::uint8_t {
  invariant,
  exception,
  deadlock,
  livelock,  ///< threads are left that repeat a loop which changes nothing, and nobody to change what it reads
  step_limit,
  crash,  ///< the process was ended. No Program says so of itself: who runs it in a process of its own does
  hang,   ///< the same of code that does not come back
};

/// One thread of a wait-for cycle, or one that waits for ever: who waits for what, held by whom.
struct Wait {
  ThreadId thread = kNoThread;
  std::string waits_for;        ///< the object, as the user would name it
  ThreadId holder = kNoThread;  ///< who holds it, or is joined; kNoThread: nobody
  std::string at;               ///< file:line where the thread waits
  std::string held_since;       ///< file:line where the holder took it; empty if unknown
  std::string missing;          ///< what would have to be done, where nothing is held: "to set it"
};

/// A failure of the user's program: a value, not an error.
struct Failure {
  FailureKind kind = FailureKind::invariant;
  std::string message;
  std::vector<ThreadId> threads;  ///< who took part: the raising thread, the deadlocked ones
  std::vector<Wait> waits;        ///< of a deadlock: the cycle first, then who else waits; of a livelock: who spins first

  /// Do both describe the same failure? Kind and message decide; of a deadlock, also who waits for what; of a hang, who
  /// hangs instead of the message, as what it was doing is a matter of when one looks.
  bool same_as(const Failure& other) const;
};

/// The text of one operation, for reports and counterexamples.
struct OperationText {
  std::string operation;  ///< "read", "write", "acquire", "call list.append", ...
  std::string location;   ///< "Account.balance", "Lock state.lock", ...
  std::string value;      ///< what is read or written, where that is known; else empty
  std::string file;       ///< absolute path
  int line = 0;           ///< 1-based; 0 if unknown
  std::string function;
  std::string source;  ///< the source line, stripped; empty if unknown

  bool operator==(const OperationText&) const = default;
};

/// Thrown by begin(), step() and end() of a program whose user has interrupted it while its code was running: that code was
/// made to give up, so the execution is void. The engine ends what it is doing as if `interrupted` had said so.
class Interruption : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

class Program {
 public:
  virtual ~Program() = default;

  /// Starts an execution: fresh state, every thread parked before its first visible operation.
  virtual void begin() = 0;

  /// All threads, indexed by ThreadId. The view stays valid, and up to date, until the next step() or begin().
  virtual std::span<const ThreadView> threads() const = 0;

  /// Performs the pending operation of `thread` (which is enabled) and runs it to its next one, or to its end. May start
  /// threads: those appear in threads(), parked.
  virtual void step(ThreadId thread) = 0;

  /// Called when no thread is enabled: lets the earliest virtual deadline expire. Returns whether one did; then a thread's
  /// pending operation has become an enabled barrier.
  virtual bool advance_time() { return false; }

  /// Ends the execution (whatever is still parked is torn down) and judges it. Nullptr: nothing failed. The failure
  /// belongs to the program and is valid until the next begin(). Ending::abandoned is never a failure.
  virtual const Failure* end(Ending ending) = 0;

  /// Has it kept something from being explored, by a bound of its own? (How often in a row waits time out before they have to.)
  virtual bool bounded() const { return false; }

  /// What an operation's site is, in words: "read .balance at bank.py:9". For messages.
  virtual std::string site_text(std::uint32_t site) const = 0;

  /// The pending operation of a live thread, in words. Only reports ask, just before the step.
  virtual OperationText describe(ThreadId thread) = 0;

  /// What in the program may do something else when it is run again, in words, the likeliest first. For messages; to be
  /// asked within the execution that turned out otherwise, or just after it.
  virtual std::vector<std::string> suspects() { return {}; }

  /// The name under which the user knows a thread.
  virtual std::string thread_name(ThreadId thread) const = 0;
};

}  // namespace frontrun::engine
