// Every opcode that the interpreter has must be classified: a new one has to fail here, not to pass for invisible.
#include <Python.h>

#include "catch.hpp"
#include "embed/cpython/adapter.hpp"
#include "embed/interpreter.hpp"
#include "embed/py_ref.hpp"

using frontrun::embed::PyRef;

TEST_CASE("every opcode in dis.opmap is known") {
  frontrun::embed::start_interpreter();
  const PyRef dis = PyRef::steal(PyImport_ImportModule("dis"));
  REQUIRE(dis);
  const PyRef opmap = PyRef::steal(PyObject_GetAttrString(dis.get(), "opmap"));
  REQUIRE(opmap);
  PyObject *name, *number;
  int count = 0;
  for (Py_ssize_t i = 0; PyDict_Next(opmap.get(), &i, &name, &number) != 0; ++count) {
    INFO(PyUnicode_AsUTF8(name));
    CHECK(frontrun::embed::cpython::knows_opcode(static_cast<int>(PyLong_AsLong(number))));
  }
  CHECK(count > 100);
  CHECK_FALSE(frontrun::embed::cpython::knows_opcode(255));
}
