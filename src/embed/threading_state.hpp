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

 private:
  PyRef active_;   // threading._active: Thread objects by ident
  PyRef restore_;  // a Python function
};

}  // namespace frontrun::embed
