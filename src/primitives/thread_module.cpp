#include "primitives/thread_module.hpp"

#include <Python.h>

#include <string>
#include <vector>

#include "primitives/controller.hpp"
#include "primitives/core_module.hpp"
#include "primitives/lock.hpp"
#include "primitives/python_files.hpp"
#include "primitives/time_module.hpp"

namespace frontrun::primitives {
namespace {

PyObject* g_used = nullptr;  // see python/replace.py
PyObject* g_restore = nullptr;
PyObject* g_threading = nullptr;  // its namespace
PyObject* g_excepthook_name = nullptr;
PyObject* g_excepthook = nullptr;  // as import has left it

PyObject* allocate_lock(PyObject*, PyObject*) { return new_lock(); }

PyObject* get_ident(PyObject*, PyObject*) { return PyLong_FromUnsignedLong(PyThreadState_Get()->thread_id); }

/// Of the main thread the real one, which is the process's; of others one that no other thread of the process has.
PyObject* get_native_id(PyObject*, PyObject*) {
  const engine::ThreadId thread = controller().current_thread();
  return PyLong_FromUnsignedLong(PyThread_get_thread_native_id() + (thread == engine::kNoThread ? 0UL : thread + 1UL));
}

PyObject* start_new_thread(PyObject*, PyObject* args) {
  PyObject *function, *arguments, *kwargs = nullptr;
  if (PyArg_UnpackTuple(args, "start_new_thread", 2, 3, &function, &arguments, &kwargs) == 0) return nullptr;
  if (PyCallable_Check(function) == 0) {
    PyErr_SetString(PyExc_TypeError, "first arg must be callable");
    return nullptr;
  }
  if (PyTuple_Check(arguments) == 0) {
    PyErr_SetString(PyExc_TypeError, "2nd arg must be a tuple");
    return nullptr;
  }
  if (kwargs != nullptr && PyDict_Check(kwargs) == 0) {
    PyErr_SetString(PyExc_TypeError, "optional 3rd arg must be a dictionary");
    return nullptr;
  }
  if (controller().controlled()) {
    // The start itself: ordered before all that the thread does. No other operation depends on it.
    engine::Operation operation;
    operation.sync = engine::SyncKind::start;
    if (controller().park(operation, function, "start", -1) == Turn::raised) return nullptr;
  }
  // The process does not wait for a thread that `threading` does not know of.
  const unsigned long ident = controller().start_thread(function, arguments, kwargs, true).ident;
  return ident == 0 ? nullptr : PyLong_FromUnsignedLong(ident);
}

/// What `threading` asks for when it is imported. Its threads, under control, do without.
PyObject* set_sentinel(PyObject*, PyObject*) {
  if (controller().execution() == 0) return new_lock();
  PyErr_SetString(PyExc_RuntimeError, "frontrun: _thread._set_sentinel() is not under control; join a threading.Thread");
  return nullptr;
}

PyObject* excepthook(PyObject*, PyObject* args) {
  // A struct sequence (exc_type, exc_value, exc_traceback, thread).
  if (PyTuple_Check(args) == 0 || PyTuple_GET_SIZE(args) < 3) {
    PyErr_SetString(PyExc_TypeError, "_thread.excepthook argument type must be ExceptHookArgs");
    return nullptr;
  }
  controller().uncaught(PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1), PyTuple_GET_ITEM(args, 2));
  Py_RETURN_NONE;
}

PyMethodDef g_thread_functions[] = {
    {"allocate_lock", allocate_lock, METH_NOARGS, "Create a new lock object."},
    {"get_ident", get_ident, METH_NOARGS, "A non-zero integer that uniquely identifies the current thread."},
    {"get_native_id", get_native_id, METH_NOARGS, "A non-negative integer that identifies the current thread."},
    {"start_new_thread", start_new_thread, METH_VARARGS, "Start a new thread and return its identifier."},
    {"_set_sentinel", set_sentinel, METH_NOARGS, nullptr},
    {"_excepthook", excepthook, METH_O, "Handle uncaught Thread.run() exception."},
    {nullptr, nullptr, 0, nullptr},
};

bool set(PyObject* module, const char* name, PyObject* stolen) {
  if (stolen == nullptr) return false;
  const int failed = PyObject_SetAttrString(module, name, stolen);
  Py_DECREF(stolen);
  return failed == 0;
}

/// Puts an object in the place of another one in the namespaces of all modules that have been imported.
bool replace_everywhere(PyObject* old, PyObject* replacement) {
  PyObject *name, *module, *key, *value;
  for (Py_ssize_t i = 0; PyDict_Next(PyImport_GetModuleDict(), &i, &name, &module) != 0;) {
    PyObject* names = PyModule_Check(module) ? PyModule_GetDict(module) : nullptr;
    for (Py_ssize_t k = 0; names != nullptr && PyDict_Next(names, &k, &key, &value) != 0;) {
      if (value == old && PyDict_SetItem(names, key, replacement) < 0) return false;
    }
  }
  return true;
}

/// The same, of something that `_thread` has; what imports it from there may have been imported (functools) by the site.
bool replace(PyObject* module, const char* name, PyObject* stolen) {
  PyObject* old = PyObject_GetAttrString(module, name);
  const bool done = old != nullptr && stolen != nullptr && replace_everywhere(old, stolen);
  Py_XDECREF(old);
  Py_XDECREF(stolen);
  return done;
}

bool install_thread(PyObject* module) {
  PyObject* name = PyUnicode_InternFromString("_thread");
  bool done = name != nullptr;
  for (PyMethodDef* function = g_thread_functions; done && function->ml_name != nullptr; ++function) {
    done = replace(module, function->ml_name, PyCFunction_NewEx(function, nullptr, name));
  }
  done = done && replace(module, "allocate", PyObject_GetAttrString(module, "allocate_lock")) &&
         replace(module, "start_new", PyObject_GetAttrString(module, "start_new_thread")) &&
         replace(module, "LockType", Py_NewRef(reinterpret_cast<PyObject*>(lock_type()))) &&
         replace(module, "RLock", Py_NewRef(reinterpret_cast<PyObject*>(rlock_type())));
  Py_XDECREF(name);
  return done;
}

/// What embed::SourceFilter knows it by.
std::string path_of(const PythonFile& file) { return std::string("<frontrun>/") + file.name; }

PyObject* compile(const PythonFile& file) { return Py_CompileString(file.text, path_of(file).c_str(), Py_file_input); }

/// Makes the package `frontrun` importable, without its being installed.
bool add_package() {
  bool done = true;
  std::vector<PyObject*> parts;  // sys.modules has them; they come before their package, which imports them
  for (const PythonFile& module : package_modules()) {
    const std::string name = module.name;
    PyObject* code = done ? compile(module) : nullptr;
    PyObject* made = code != nullptr ? PyImport_ExecCodeModuleEx(module.name, code, path_of(module).c_str()) : nullptr;
    const std::size_t dot = name.rfind('.');
    if (made != nullptr && dot == std::string::npos) {
      done = set(made, "__path__", PyList_New(0));
      for (PyObject* part : parts) done = done && set(made, PyModule_GetName(part) + name.size() + 1, Py_NewRef(part));
    } else if (made != nullptr) {
      parts.push_back(made);
    }
    done = done && made != nullptr;
    Py_XDECREF(code);
    Py_XDECREF(made);
  }
  return done;
}

/// Runs the primitives that are written in Python.
bool run_python_files() {
  PyObject* names = PyDict_New();
  bool done = names != nullptr && PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()) == 0;
  for (const PythonFile& file : python_files()) {
    if (!done) break;
    PyObject* code = compile(file);
    PyObject* ran = code == nullptr ? nullptr : PyEval_EvalCode(code, names, names);
    done = ran != nullptr;
    Py_XDECREF(code);
    Py_XDECREF(ran);
  }
  if (done) {
    g_used = Py_XNewRef(PyDict_GetItemString(names, "used"));
    g_restore = Py_XNewRef(PyDict_GetItemString(names, "restore"));
    g_excepthook_name = PyUnicode_InternFromString("excepthook");
    PyObject* threading = PyImport_ImportModule("threading");
    if (threading != nullptr) g_threading = Py_NewRef(PyModule_GetDict(threading));
    Py_XDECREF(threading);
  }
  Py_XDECREF(names);
  return done && g_used != nullptr && g_restore != nullptr && g_threading != nullptr && g_excepthook_name != nullptr;
}

}  // namespace

void restore() {
  PyObject* hook = PyDict_GetItem(g_threading, g_excepthook_name);
  if (g_excepthook == nullptr) g_excepthook = Py_XNewRef(hook);
  if (hook != g_excepthook && PyDict_SetItem(g_threading, g_excepthook_name, g_excepthook) < 0) PyErr_Clear();
  if (g_used == nullptr || PyList_GET_SIZE(g_used) == 0) return;
  PyObject* restored = PyObject_CallNoArgs(g_restore);
  if (restored == nullptr) PyErr_Clear();
  Py_XDECREF(restored);
}

bool install() {
  if (!make_lock_types() || !install_time()) return false;
  PyObject* thread = PyImport_ImportModule("_thread");
  bool done = thread != nullptr && install_thread(thread);
  Py_XDECREF(thread);
  if (!done) return false;

  PyObject* core = make_core_module();
  done = core != nullptr && PyDict_SetItemString(PyImport_GetModuleDict(), "_frontrun", core) == 0;
  Py_XDECREF(core);
  return done && run_python_files() && add_package();
}

}  // namespace frontrun::primitives
