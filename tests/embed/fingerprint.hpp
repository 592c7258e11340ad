// What a program's threads can still do depends on where each of them is and on the objects that they can reach. Here is
// that state as a number: two states with the same one have the same future. For the exhaustive search, which has to share
// nothing with the tables of src/embed that it is there to check: objects are walked over by CPython's own means.
#pragma once

#include <Python.h>

#include <array>
#include <cstdint>
#include <vector>

#include "embed/cpython/adapter.hpp"

namespace frontrun::test {

class Fingerprint {
 public:
  using Value = std::array<std::uint64_t, 2>;

  /// `globals`: of the module whose functions the threads run; of other modules' only what is reached by other ways counts.
  explicit Fingerprint(PyObject* globals) : globals_(globals) {}

  void word(std::uint64_t word);
  /// A frame at `instruction`, with everything on its stack below `top`.
  void frame(embed::cpython::Frame* frame, int instruction, PyObject** top);
  void object(PyObject* object);  ///< may be null

  /// Of all that was added, and of all that is reached from there.
  Value value();

 private:
  /// Objects are known by the order in which they are met.
  struct Numbered {
    const PyObject* object = nullptr;
    std::uint64_t number = 0;
  };

  std::uint64_t number_in_order(const PyObject* object);
  void identifier(const PyObject* object);
  Numbered* slot(const PyObject* object);
  void contents(PyObject* object);
  void contents_in_c(PyObject* object);
  void referents(PyObject* object);
  void bytes(PyObject* object);
  void attribute(PyObject* object, const char* name);
  void answer(PyObject* object, const char* method);
  bool is_of_program(PyTypeObject* type) const;

  PyObject* globals_;
  Value value_{};
  std::vector<Numbered> numbers_ = std::vector<Numbered>(2048);  // open addressing
  std::uint64_t met_ = 0;
  std::vector<PyObject*> queue_;
};

}  // namespace frontrun::test
