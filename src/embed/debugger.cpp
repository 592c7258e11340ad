#include "embed/debugger.hpp"

#include <unistd.h>

#include <array>
#include <stdexcept>

#include "embed/py_ref.hpp"

namespace frontrun::embed {
namespace {

/// Lets Python write to the process's streams again (what threads print goes nowhere), until the end of the scope.
class Streams {
 public:
  Streams() {
    for (Stream& stream : streams_) {
      stream.before = PyRef::borrow(PySys_GetObject(stream.name));
      const PyRef file =
          PyRef::steal(PyFile_FromFd(stream.descriptor, nullptr, "w", -1, nullptr, "backslashreplace", nullptr, 0));
      if (!file || PySys_SetObject(stream.name, file.get()) < 0) PyErr_Clear();
    }
  }
  ~Streams() {
    for (const Stream& stream : streams_) {
      PyObject* file = PySys_GetObject(stream.name);
      const PyRef flushed = PyRef::steal(file != nullptr ? PyObject_CallMethod(file, "flush", nullptr) : nullptr);
      if (!flushed || PySys_SetObject(stream.name, stream.before.get()) < 0) PyErr_Clear();
    }
  }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

 private:
  struct Stream {
    const char* name;
    int descriptor;
    PyRef before{};
  };
  std::array<Stream, 2> streams_{{{"stdout", STDOUT_FILENO}, {"stderr", STDERR_FILENO}}};
};

}  // namespace

AfterDebugging debug(PyFrameObject* frame) {
  const Streams streams;
  const PyRef pdb = PyRef::steal(PyImport_ImportModule("pdb"));
  const PyRef type = PyRef::steal(pdb ? PyObject_GetAttrString(pdb.get(), "Pdb") : nullptr);
  const PyRef none = PyRef::steal(PyTuple_New(0));
  const PyRef keywords = PyRef::steal(Py_BuildValue("{s:O}", "nosigint", Py_True));
  const PyRef debugger =
      PyRef::steal(type && none && keywords ? PyObject_Call(type.get(), none.get(), keywords.get()) : nullptr);
  const PyRef reset = PyRef::steal(debugger ? PyObject_CallMethod(debugger.get(), "reset", nullptr) : nullptr);
  if (!reset) {
    PyErr_Clear();
    throw std::runtime_error("cannot start Python's debugger (the module pdb)");
  }
  const PyRef done =
      PyRef::steal(PyObject_CallMethod(debugger.get(), "interaction", "OO", reinterpret_cast<PyObject*>(frame), Py_None));
  // The end of the input is a "quit"; a "restart", which is an exception, counts as one.
  const PyRef quitting = PyRef::steal(done ? PyObject_GetAttrString(debugger.get(), "quitting") : nullptr);
  // Where to stop next: -1, nowhere (bdb.Bdb.set_continue).
  const PyRef line = PyRef::steal(done ? PyObject_GetAttrString(debugger.get(), "stoplineno") : nullptr);
  const bool quits = !quitting || PyObject_IsTrue(quitting.get()) != 0;
  const bool stops = line && PyLong_Check(line.get()) && PyLong_AsLong(line.get()) != -1;
  PyErr_Clear();
  if (quits) return AfterDebugging::quit;
  return stops ? AfterDebugging::stop_again : AfterDebugging::go_on;
}

}  // namespace frontrun::embed
