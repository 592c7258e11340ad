#include "embed/threading_state.hpp"

#include <stdexcept>

namespace frontrun::embed {
namespace {

constexpr const char* kSource = R"(
import sys
import threading

def run_at_exit():
    for function in reversed(threading._threading_atexits):
        function()

def restore():
    threads = sys.modules.get("concurrent.futures.thread")
    if threads is not None:
        threads._shutdown = False
        threads._threads_queues.clear()
    for ident in [ident for ident, thread in threading._active.items() if thread is not threading._main_thread]:
        del threading._active[ident]
    threading._limbo.clear()
    threading._shutdown_locks.clear()
)";

}  // namespace

ThreadingState::ThreadingState() {
  const PyRef names = PyRef::steal(PyDict_New());
  const PyRef ran = PyRef::steal(names ? PyRun_String(kSource, Py_file_input, names.get(), names.get()) : nullptr);
  if (ran) {
    restore_ = PyRef::borrow(PyDict_GetItemString(names.get(), "restore"));
    run_at_exit_ = PyRef::borrow(PyDict_GetItemString(names.get(), "run_at_exit"));
  }
  const PyRef threading = PyRef::steal(PyImport_ImportModule("threading"));
  if (threading) active_ = PyRef::steal(PyObject_GetAttrString(threading.get(), "_active"));
  if (threading) at_exit_ = PyRef::steal(PyObject_GetAttrString(threading.get(), "_threading_atexits"));
  PyErr_Clear();
  if (!restore_ || !active_ || !PyDict_Check(active_.get()) || !at_exit_ || !PyList_Check(at_exit_.get())) {
    throw std::runtime_error("the module threading is not as expected; is there another one before it on sys.path?");
  }
  restore();
}

PyObject* ThreadingState::at_exit() const { return PyList_GET_SIZE(at_exit_.get()) == 0 ? nullptr : run_at_exit_.get(); }

void ThreadingState::restore() {
  if (PyDict_GET_SIZE(active_.get()) <= 1 && at_exit() == nullptr) return;
  const PyRef done = PyRef::steal(PyObject_CallNoArgs(restore_.get()));
  PyErr_Clear();
}

}  // namespace frontrun::embed
