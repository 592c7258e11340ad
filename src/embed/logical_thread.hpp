// A logical thread: a C stack and a PyThreadState of its own, on the process's one OS thread.
//
// Whoever schedules (the main stack) resumes a thread; the thread parks, or comes to the end of its job, and control is back
// on the main stack. Stacks and thread states are pooled: a thread that has ended takes the next job.
#pragma once

#include <Python.h>

#include <boost/context/fiber.hpp>
#include <cstdint>
#include <functional>

#include "embed/py_ref.hpp"
#include "embed/stack_switch.hpp"

namespace frontrun::embed {

class LogicalThread {
 public:
  /// `run` is what a job consists of, called on the thread's own stack and thread state.
  LogicalThread(PyThreadState* main, unsigned long ident, std::function<void(LogicalThread&)> run);
  /// A thread that is in the middle of its job, as it would not let itself be torn down, leaves its stack and its thread
  /// state behind, for ever.
  ~LogicalThread();
  LogicalThread(const LogicalThread&) = delete;
  LogicalThread& operator=(const LogicalThread&) = delete;

  /// Runs the thread until it parks or ends. Called on the main stack.
  void resume();
  /// Gives control back to the main stack until the next resume(). Called on the thread's own stack.
  void park();

  bool ended() const { return ended_; }
  void begin_job() { ended_ = false; }
  PyThreadState* state() const { return state_; }
  unsigned long ident() const { return ident_; }

 private:
  /// To the thread's stack, until it comes back.
  void jump();

  PyThreadState* main_;
  PyThreadState* state_;
  unsigned long ident_;
  boost::context::fiber fiber_;  // while the thread is suspended
  boost::context::fiber back_;   // while it runs
  Stack stack_;
  Stack main_stack_;
  bool ended_ = true;
  bool leaving_ = false;  // the stack is given back
};

}  // namespace frontrun::embed
