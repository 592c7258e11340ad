// What the module `threading` keeps about threads, put back between executions: logical threads come and go with them.
#pragma once

#include "embed/py_ref.hpp"

namespace frontrun::embed {

class ThreadingState {
 public:
  /// `threading` is imported. Throws std::runtime_error if it is not as this version of Python has it.
  ThreadingState();

  /// Forgets every thread but the main one; costs next to nothing where there was none. On the main thread state.
  void restore();

  /// What the end of the main thread has to call before other threads are waited for (an executor's workers are told to
  /// end, say), borrowed; null if there is nothing.
  PyObject* at_exit() const;

 private:
  PyRef at_exit_;      // threading._threading_atexits: a list
  PyRef run_at_exit_;  // a Python function
  PyRef active_;       // threading._active: Thread objects by ident
  PyRef restore_;      // a Python function
};

}  // namespace frontrun::embed
