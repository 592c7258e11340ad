#include "primitives/time_module.hpp"

#include <Python.h>
#include <datetime.h>

#include <chrono>
#include <ctime>
#include <string>

#include "primitives/controller.hpp"

namespace frontrun::primitives {
namespace {

using Nanoseconds = std::int64_t;

constexpr Nanoseconds kSecond = 1'000'000'000;
// What each clock shows when an execution begins.
constexpr Nanoseconds kDate = 1'893'456'000 * kSecond;  // 2030-01-01 00:00:00 UTC
constexpr Nanoseconds kMonotonic = 1'000 * kSecond;
constexpr Nanoseconds kProcessor = 100 * kSecond;
/// How long before that import begins.
constexpr Nanoseconds kImport = 60 * kSecond;

PyObject* g_real = nullptr;  // CPython's functions, by name

/// Since the beginning of the execution; before it while a scenario is imported. False: an exception is set.
bool now(Nanoseconds& since_begin) {
  if (controller().execution() > 0) return controller().look_at_clock(since_begin);
  static const auto start = std::chrono::steady_clock::now();
  const auto real = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start);
  since_begin = real.count() - kImport;
  return true;
}

template <Nanoseconds origin>
PyObject* seconds(PyObject*, PyObject*) {
  Nanoseconds time = 0;
  return now(time) ? PyFloat_FromDouble(static_cast<double>(origin + time) / static_cast<double>(kSecond)) : nullptr;
}

template <Nanoseconds origin>
PyObject* nanoseconds(PyObject*, PyObject*) {
  Nanoseconds time = 0;
  return now(time) ? PyLong_FromLongLong(origin + time) : nullptr;
}

PyObject* real(const char* name) { return PyDict_GetItemString(g_real, name); }

PyObject* call_real(const char* name, PyObject* args) {
  PyObject* function = real(name);
  return function == nullptr ? nullptr : PyObject_Call(function, args, nullptr);
}

/// The real function of one argument, given the time instead of none (or None).
PyObject* of_now(const char* name, PyObject* args) {
  if (PyTuple_GET_SIZE(args) > 1 || (PyTuple_GET_SIZE(args) == 1 && PyTuple_GET_ITEM(args, 0) != Py_None))
    return call_real(name, args);
  PyObject* date = seconds<kDate>(nullptr, nullptr);
  PyObject* arguments = date == nullptr ? nullptr : PyTuple_Pack(1, date);
  PyObject* result = arguments == nullptr ? nullptr : call_real(name, arguments);
  Py_XDECREF(date);
  Py_XDECREF(arguments);
  return result;
}

PyObject* localtime(PyObject*, PyObject* args) { return of_now("localtime", args); }
PyObject* gmtime(PyObject*, PyObject* args) { return of_now("gmtime", args); }
PyObject* ctime(PyObject*, PyObject* args) { return of_now("ctime", args); }

/// The real function, given the local time after its `given` arguments.
PyObject* with_localtime(const char* name, PyObject* args, Py_ssize_t given) {
  if (PyTuple_GET_SIZE(args) != given) return call_real(name, args);
  PyObject* none = PyTuple_New(0);
  PyObject* local = none == nullptr ? nullptr : of_now("localtime", none);
  PyObject* last = local == nullptr ? nullptr : PyTuple_Pack(1, local);
  PyObject* arguments = last == nullptr ? nullptr : PySequence_Concat(args, last);
  PyObject* result = arguments == nullptr ? nullptr : call_real(name, arguments);
  Py_XDECREF(none);
  Py_XDECREF(local);
  Py_XDECREF(last);
  Py_XDECREF(arguments);
  return result;
}

PyObject* asctime(PyObject*, PyObject* args) { return with_localtime("asctime", args, 0); }
PyObject* strftime(PyObject*, PyObject* args) { return with_localtime("strftime", args, 1); }

/// What `clock_gettime` shows at the beginning of an execution. False: no clock that is virtual.
bool origin_of(long clock, Nanoseconds& origin) {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_TAI:
      origin = kDate;
      return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
      origin = kMonotonic;
      return true;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
      origin = kProcessor;
      return true;
    default:
      return false;
  }
}

/// Is it one of the virtual clocks, and what time does it show? -1: an exception is set.
int clock_time(PyObject* args, Nanoseconds& time) {
  Nanoseconds origin = 0;
  if (PyTuple_GET_SIZE(args) != 1 || !PyLong_Check(PyTuple_GET_ITEM(args, 0))) return 0;
  int overflow = 0;
  const long clock = PyLong_AsLongAndOverflow(PyTuple_GET_ITEM(args, 0), &overflow);
  if (overflow != 0 || !origin_of(clock, origin)) return 0;
  if (!now(time)) return -1;
  time += origin;
  return 1;
}

PyObject* clock_gettime(PyObject*, PyObject* args) {
  Nanoseconds time = 0;
  const int known = clock_time(args, time);
  if (known < 0) return nullptr;
  return known == 0 ? call_real("clock_gettime", args)
                    : PyFloat_FromDouble(static_cast<double>(time) / static_cast<double>(kSecond));
}

PyObject* clock_gettime_ns(PyObject*, PyObject* args) {
  Nanoseconds time = 0;
  const int known = clock_time(args, time);
  if (known < 0) return nullptr;
  return known == 0 ? call_real("clock_gettime_ns", args) : PyLong_FromLongLong(time);
}

PyObject* sleep(PyObject*, PyObject* argument) {
  if (controller().execution() == 0) return PyObject_CallOneArg(real("sleep"), argument);
  _PyTime_t duration = 0;
  if (_PyTime_FromSecondsObject(&duration, argument, _PyTime_ROUND_TIMEOUT) != 0) return nullptr;
  if (duration < 0) {
    PyErr_SetString(PyExc_ValueError, "sleep length must be non-negative");
    return nullptr;
  }
  if (!controller().sleep(duration)) return nullptr;
  Py_RETURN_NONE;
}

PyMethodDef g_functions[] = {
    {"time", seconds<kDate>, METH_NOARGS, nullptr},
    {"time_ns", nanoseconds<kDate>, METH_NOARGS, nullptr},
    {"monotonic", seconds<kMonotonic>, METH_NOARGS, nullptr},
    {"monotonic_ns", nanoseconds<kMonotonic>, METH_NOARGS, nullptr},
    {"perf_counter", seconds<kMonotonic>, METH_NOARGS, nullptr},
    {"perf_counter_ns", nanoseconds<kMonotonic>, METH_NOARGS, nullptr},
    {"process_time", seconds<kProcessor>, METH_NOARGS, nullptr},
    {"process_time_ns", nanoseconds<kProcessor>, METH_NOARGS, nullptr},
    {"thread_time", seconds<kProcessor>, METH_NOARGS, nullptr},
    {"thread_time_ns", nanoseconds<kProcessor>, METH_NOARGS, nullptr},
    {"clock_gettime", clock_gettime, METH_VARARGS, nullptr},
    {"clock_gettime_ns", clock_gettime_ns, METH_VARARGS, nullptr},
    {"localtime", localtime, METH_VARARGS, nullptr},
    {"gmtime", gmtime, METH_VARARGS, nullptr},
    {"ctime", ctime, METH_VARARGS, nullptr},
    {"asctime", asctime, METH_VARARGS, nullptr},
    {"strftime", strftime, METH_VARARGS, nullptr},
    {"sleep", sleep, METH_O, nullptr},
};

/// Each function in the place of the one of its name, whose documentation it takes over.
bool replace_functions(PyObject* time) {
  PyObject* name = PyUnicode_InternFromString("time");
  bool done = name != nullptr;
  for (PyMethodDef& function : g_functions) {
    PyObject* old = done ? PyObject_GetAttrString(time, function.ml_name) : nullptr;
    if (old != nullptr && PyCFunction_Check(old)) function.ml_doc = reinterpret_cast<PyCFunctionObject*>(old)->m_ml->ml_doc;
    PyObject* replacement = old == nullptr ? nullptr : PyCFunction_NewEx(&function, time, name);
    done = replacement != nullptr && PyDict_SetItemString(g_real, function.ml_name, old) == 0 &&
           PyObject_SetAttrString(time, function.ml_name, replacement) == 0;
    Py_XDECREF(old);
    Py_XDECREF(replacement);
  }
  Py_XDECREF(name);
  return done;
}

// ---- datetime: what it asks the C library for itself; `today()` asks time.time() -----------------------------------------

PyObject* datetime_now(PyObject* type, PyObject* args, PyObject* kwargs) {
  static const char* keywords[] = {"tz", nullptr};
  PyObject* zone = Py_None;
  if (PyArg_ParseTupleAndKeywords(args, kwargs, "|O:now", const_cast<char**>(keywords), &zone) == 0) return nullptr;
  Nanoseconds time = 0;
  if (!now(time)) return nullptr;
  return PyObject_CallMethod(type, "fromtimestamp", "dO", static_cast<double>(kDate + time) / static_cast<double>(kSecond),
                             zone);
}

PyObject* datetime_utcnow(PyObject* type, PyObject*) {
  Nanoseconds time = 0;
  if (!now(time)) return nullptr;
  return PyObject_CallMethod(type, "utcfromtimestamp", "d",
                             static_cast<double>(kDate + time) / static_cast<double>(kSecond));
}

PyMethodDef g_datetime_methods[] = {
    {"now", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(datetime_now)),
     METH_VARARGS | METH_KEYWORDS | METH_CLASS, nullptr},
    {"utcnow", datetime_utcnow, METH_NOARGS | METH_CLASS, nullptr},
};

/// The type cannot be assigned to, as it is static: its dict can.
bool replace_datetime_methods() {
  PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) return false;
  PyTypeObject* type = PyDateTimeAPI->DateTimeType;
  for (PyMethodDef& method : g_datetime_methods) {
    PyObject* old = PyDict_GetItemString(type->tp_dict, method.ml_name);
    if (old != nullptr && Py_IS_TYPE(old, &PyClassMethodDescr_Type))
      method.ml_doc = reinterpret_cast<PyMethodDescrObject*>(old)->d_method->ml_doc;
    PyObject* replacement = PyDescr_NewClassMethod(type, &method);
    const bool done = replacement != nullptr && PyDict_SetItemString(type->tp_dict, method.ml_name, replacement) == 0;
    Py_XDECREF(replacement);
    if (!done) return false;
  }
  PyType_Modified(type);
  return true;
}

}  // namespace

bool install_time() {
  g_real = PyDict_New();
  PyObject* time = g_real == nullptr ? nullptr : PyImport_ImportModule("time");
  const bool done = time != nullptr && replace_functions(time);
  Py_XDECREF(time);
  return done && replace_datetime_methods();
}

}  // namespace frontrun::primitives
