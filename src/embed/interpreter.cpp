#include "embed/interpreter.hpp"

#include <Python.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <string>

#include "embed/py_ref.hpp"
#include "embed/python_program.hpp"

namespace frontrun::embed {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void on_interrupt(int) {
  static volatile std::sig_atomic_t before = 0;
  if (before != 0) _exit(130);  // the second time the user means it
  before = 1;
  g_interrupted = 1;
  PyErr_SetInterrupt();  // async-signal-safe; wakes Python code that runs without our hooks
}

void check(PyStatus status) {
  if (PyStatus_Exception(status) != 0) {
    throw std::runtime_error(std::string("cannot start Python: ") +
                             (status.err_msg != nullptr ? status.err_msg : "unknown error"));
  }
}

}  // namespace

bool interrupted() { return g_interrupted != 0; }

void go_on_after_interrupt() {
  g_interrupted = 0;
  if (PyErr_CheckSignals() != 0) PyErr_Clear();  // the KeyboardInterrupt that is still pending
}

void start_interpreter() {
  if (Py_IsInitialized() != 0) return;
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  config.parse_argv = 0;
  config.use_hash_seed = 1;
  config.hash_seed = 0;
  config.write_bytecode = 0;
  config.install_signal_handlers = 1;  // Python's own table of handlers has to know SIGINT
  PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, FRONTRUN_PYTHON_EXECUTABLE);
  if (PyStatus_Exception(status) == 0) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  check(status);
  // A parent that ignores SIGINT (a shell's background job, some CI runners) has Python ignore it, too, and
  // PyErr_SetInterrupt would do nothing.
  const PyRef signals = PyRef::steal(PyImport_ImportModule("signal"));
  const PyRef handler = PyRef::steal(signals ? PyObject_GetAttrString(signals.get(), "default_int_handler") : nullptr);
  const PyRef set =
      PyRef::steal(handler ? PyObject_CallMethod(signals.get(), "signal", "iO", SIGINT, handler.get()) : nullptr);
  if (!set) {
    PyErr_Clear();
    throw std::runtime_error("cannot take over SIGINT");
  }
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

std::string python_version() {
  return std::to_string(PY_MAJOR_VERSION) + "." + std::to_string(PY_MINOR_VERSION) + "." + std::to_string(PY_MICRO_VERSION);
}

}  // namespace frontrun::embed
