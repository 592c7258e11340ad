#include "embed/threading_state.hpp"

#include <stdexcept>

namespace frontrun::embed {
namespace {

/// `_counter` makes names (Thread-1, Dummy-2), which have to be the same in every execution.
constexpr const char* kSource = R"(
import itertools
import threading

def restore():
    for ident in [ident for ident, thread in threading._active.items() if thread is not threading._main_thread]:
        del threading._active[ident]
    threading._limbo.clear()
    threading._shutdown_locks.clear()
    threading._counter = itertools.count(1).__next__
)";

}  // namespace

ThreadingState::ThreadingState() {
  const PyRef names = PyRef::steal(PyDict_New());
  const PyRef ran = PyRef::steal(names ? PyRun_String(kSource, Py_file_input, names.get(), names.get()) : nullptr);
  if (ran) restore_ = PyRef::borrow(PyDict_GetItemString(names.get(), "restore"));
  const PyRef threading = PyRef::steal(PyImport_ImportModule("threading"));
  if (threading) active_ = PyRef::steal(PyObject_GetAttrString(threading.get(), "_active"));
  PyErr_Clear();
  if (!restore_ || !active_ || !PyDict_Check(active_.get())) {
    throw std::runtime_error("the module threading is not as expected; is there another one before it on sys.path?");
  }
  restore();
}

void ThreadingState::restore() {
  if (PyDict_GET_SIZE(active_.get()) <= 1) return;
  const PyRef done = PyRef::steal(PyObject_CallNoArgs(restore_.get()));
  PyErr_Clear();
}

}  // namespace frontrun::embed
