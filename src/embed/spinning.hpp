// Loops that only wait: `while not flag: pass`, `while q.empty(): sleep(0.01)`, `while not lock.acquire(False): pass`.
//
// An iteration that has changed nothing, in memory or in its own thread, and at whose end the thread is in the state in
// which it began, could as well not have taken place: the same execution without it leads to the same states. And what has
// been read can only be read again until another thread writes it. So a thread that has such an *idle* iteration behind it
// is blocked until then. Every state that is reached with idle iterations is reached without them; which order the writes
// come in before and after the loop's reads is explored through the reads of the iterations that do take place.
// (Kokologiannakis, Ren, Vafeiadis: Dynamic Partial Order Reductions for Spinloops, FMCAD 2021, on loops whose iterations
// are given up instead; to have them go on lets a random walk get past a loop, too.)
//
// A lock that an iteration waits for, takes and releases again is as it was, and without the iteration others have to wait
// less. What they do to a lock while it is held, and then only that, is to look: a failing try, `locked()`, a timeout. If
// nobody has looked, the iteration could as well not have taken place.
//
// Here is the book-keeping of one thread. Whoever runs it says what it does: nothing that is not said to be harmless is.
#pragma once

#include <Python.h>

#include <cstdint>
#include <span>
#include <vector>

#include "embed/footprint.hpp"
#include "embed/object_table.hpp"
#include "embed/py_ref.hpp"
#include "engine/operation.hpp"

namespace frontrun::embed {

class Spinning {
 public:
  /// An operation that has written something.
  struct Write {
    engine::ThreadId by = engine::kNoThread;  ///< kNoThread: there is none
    std::int64_t event = 0;                   ///< which of the thread's operations; 0: one before setup() was over
    std::uint64_t position = 0;               ///< and of all operations of the execution
    std::int64_t time = 0;                    ///< in virtual time
  };

  /// What an idle iteration has read.
  struct Read {
    engine::Access access;
    std::size_t what = 0;  ///< its description
    Write written{};       ///< the first time since then
  };

  /// Is the thread in any loop? If not, nothing has to be said.
  bool watching() const { return !loops_.empty(); }

  /// The thread comes to the beginning of an iteration of a loop. Was the one before it idle?
  bool arrive(cpython::Frame* frame, PyObject** top, std::uint32_t loop, ObjectTable& objects);
  /// What that iteration has read. The descriptions' objects may be dead; their keys are plain values, or null. Valid until
  /// anything else happens.
  std::span<const Read> idle_reads() const { return std::span(reads_).subspan(idle_from_); }
  const Description& description(const Read& read) const { return descriptions_[read.what]; }
  /// The thread begins, or has waited and begins anew.
  void forget() {
    if (used_) clear();
  }

  // ---- what the thread does ----
  /// It is about to perform an operation, other than the next two.
  void performs(std::span<const engine::Access> accesses, const Description& what);
  /// It is about to take a lock that it has waited for without limit, or takes one that is its own once more.
  void takes(std::uint64_t lock);
  /// It is about to release a lock, or releases it once of several times.
  void gives(std::uint64_t lock);
  /// The operation that it performed last has changed nothing.
  void in_vain();
  /// It changes, or may change, something that lasts.
  void changes();
  /// It changes what its frame's stack holds at a depth.
  void changes_stack(const cpython::Frame* frame, std::ptrdiff_t depth);
  /// It has made a generator, whose state is a location (what it writes there is its own affair), or resumes one.
  void makes(PyObject* generator, engine::Access state) { made_.push_back({generator, state}); }
  void resumes(PyObject* generator);
  /// It leaves a frame.
  void leaves(const cpython::Frame* frame) {
    while (!loops_.empty() && loops_.back().frame == frame) loops_.pop_back();
  }
  /// Does this frame run any of the loops?
  bool runs_loop(const cpython::Frame* frame) const;

  /// Another thread has performed an operation.
  void written(const engine::Operation& operation, const Write& write);
  /// Another thread is about to perform an operation on a lock that this one holds.
  void noticed(std::uint64_t lock);

 private:
  /// A local variable, or an item of a tuple in one, as it was.
  struct Kept {
    PyRef value;                 ///< of plain values: they can be compared, and nobody notices that they live longer
    PyObject* object = nullptr;  ///< else: not to be followed, as it may be dead
    std::uint64_t identity = 0;  ///< of the object
    bool comparable = true;      ///< false: the object cannot be told from another one in its place
  };
  struct Place {
    cpython::Frame* frame;
    PyObject** top;
  };
  struct Generator {
    PyObject* object;  ///< not to be followed
    engine::Access state;
  };
  struct Loop {
    cpython::Frame* frame;
    std::uint32_t number;
    std::ptrdiff_t depth;
    bool changed = false;
    std::size_t locks = 0;  ///< held when the iteration began: so many of locks_
    std::size_t first_read = 0;
    std::size_t first_made = 0;
    std::vector<Kept> state{};
  };

  void clear();
  void settle();
  void uses(std::size_t made);
  void keep(PyObject* object, const Place& place, ObjectTable& objects, int depth);
  void keep_state(cpython::Frame* frame, PyObject** top, ObjectTable& objects);
  static bool same(const std::vector<Kept>& a, const std::vector<Kept>& b);

  std::vector<Loop> loops_;  // innermost last
  bool used_ = false;        // most threads never come to a loop
  std::vector<Read> reads_;
  std::vector<Description> descriptions_;  // their objects are not to be followed: they may be dead
  std::vector<PyRef> keys_;                // of descriptions, where they are plain values
  std::vector<Generator> made_;
  std::vector<std::uint64_t> locks_;  // taken and not released yet: their locations, in that order
  std::vector<Kept> now_;             // scratch of arrive()
  std::vector<engine::Access> last_;  // of an operation that writes, if it does not turn out to have been in vain
  Description last_what_;
  bool unsettled_ = false;
  std::size_t idle_from_ = 0;
};

}  // namespace frontrun::embed
