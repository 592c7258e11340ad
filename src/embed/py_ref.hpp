// Owning references to Python objects. Py_INCREF and Py_DECREF are written nowhere else.
#pragma once

#include <Python.h>

#include <utility>

namespace frontrun::embed {

/// Move-only owner of one reference, or of none.
class PyRef {
 public:
  PyRef() = default;
  PyRef(PyRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  PyRef& operator=(PyRef&& other) noexcept {
    if (this != &other) reset(std::exchange(other.object_, nullptr));
    return *this;
  }
  PyRef(const PyRef&) = delete;
  PyRef& operator=(const PyRef&) = delete;
  ~PyRef() { Py_XDECREF(object_); }

  /// Takes over a reference that the caller owns (a "new reference"; null stays null, with the error set).
  static PyRef steal(PyObject* object) { return PyRef(object); }
  /// Adds a reference to one that somebody else owns.
  static PyRef borrow(PyObject* object) { return PyRef(Py_XNewRef(object)); }

  PyObject* get() const { return object_; }
  PyObject* release() { return std::exchange(object_, nullptr); }
  explicit operator bool() const { return object_ != nullptr; }
  void reset(PyObject* stolen = nullptr) {
    PyObject* old = std::exchange(object_, stolen);
    Py_XDECREF(old);
  }

 private:
  explicit PyRef(PyObject* object) : object_(object) {}
  PyObject* object_ = nullptr;
};

}  // namespace frontrun::embed
