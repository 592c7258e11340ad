// Who is who among the objects of one execution.
//
// An object is a number that it gets when it is first met; one that comes to lie where another one has died is another one.
// (Objects that cannot be marked are their address: two of them may look like one, a false dependence.) The dict of an
// instance, once somebody holds it, is the instance: its items are the attributes. And objects that every execution has
// (what setup() made, modules' namespaces, classes) have a number that means the same in all of them, so that the engine may
// compare their locations between executions.
//
// So has an object that a thread makes, if the thread itself is the first to come to it, before any other thread runs: the
// thread, how many operations it has behind it, and how many such objects it has come to since. All of that is a matter of
// what the thread has done, which is the same in all executions of a trace. Whether the object gets such a number at all is,
// too: nobody else can come to it first. (One that others come to first, or the thread only later, is numbered in the order
// of the execution, and is not compared: who is the first may differ.) That an object has just been made is seen by where
// it stands in the garbage collector's list of young objects; what caches of the interpreter and of libraries make at
// their first use does not count, as it is not come to by operations.
#pragma once

#include <Python.h>

#include <cstdint>
#include <vector>

#include "embed/cpython/adapter.hpp"
#include "embed/py_ref.hpp"

namespace frontrun::embed {

class ObjectTable {
 public:
  struct Identity {
    std::uint64_t number;
    bool stable;
  };

  /// Numbers the object when it is first met.
  Identity identity(PyObject* object) {
    const Entry* entry = find(object);
    if (entry != nullptr && (!entry->marked || cpython::marked(object))) return {entry->number, entry->stable};
    return meet(object);
  }

  /// Starts an execution: forgets everything but what keep() was told. `collects`: the garbage collector may run before it
  /// is over. Then live objects could not be told from new ones, and all go by their addresses.
  void begin_execution(bool collects);

  /// A thread goes on, until end_slice(), with so many operations behind it.
  void begin_slice(std::uint32_t thread, std::uint64_t operations) {
    if (collects_) return;
    slice_ = kMade + (static_cast<std::uint64_t>(thread) << 44) + (operations << 12);
    made_ = 0;
    if (!cpython::is_youngest(mark_.get())) cpython::make_youngest(mark_.get());
  }
  void end_slice() { slice_ = 0; }
  /// Has the thread made anything since?
  bool anything_made() const { return slice_ != 0 && !cpython::is_youngest(mark_.get()); }
  /// Numbers the object, if the thread has made it since.
  void number_if_made(PyObject* object) {
    if (PyType_IS_GC(Py_TYPE(object)) && PyObject_IS_GC(object) && !cpython::marked(object) &&
        cpython::is_younger(object, mark_.get()))
      meet(object);
  }

  /// `object` lives as long as the program under test. Between executions.
  void keep(const PyObject* object);
  /// Numbers what can be reached from an object that every execution makes anew in the same way, itself included: lists,
  /// dicts, sets, instances, closures. When one of them dies, its number dies with it.
  void number_reachable(PyObject* root);
  /// From now on, items of `dict` are the attributes of `owner`.
  void link(const PyObject* dict, PyObject* owner);

 private:
  struct Entry {
    const PyObject* object = nullptr;
    std::uint64_t number = 0;
    std::uint32_t epoch = 0;
    bool stable = false;
    bool marked = false;  ///< counts only as long as the object is marked
  };

  bool live(const Entry& entry) const { return entry.epoch == epoch_ || entry.epoch == kForever; }
  const Entry* find(const PyObject* object) const;
  Identity meet(PyObject* object);
  void insert(const Entry& entry);

  static constexpr std::uint64_t kMade = 1ULL << 63;
  static constexpr std::uint64_t kMostMade = 1ULL << 12;
  static constexpr std::uint32_t kForever = 0xffffffff;
  // Open addressing; entries that are not live are free. Entries for ever come first: they are inserted into a table that
  // has no others, so that what begin_execution() frees never stood in their way.
  std::vector<Entry> table_ = std::vector<Entry>(256);
  std::size_t used_ = 0;
  std::uint32_t epoch_ = 1;
  std::size_t kept_ = 0;
  std::uint64_t met_ = 0;
  bool collects_ = false;
  PyRef mark_ = PyRef::steal(PyList_New(0));  // what is younger has been made since begin_slice()
  std::uint64_t slice_ = 0;                   // the first number for that; 0: no thread runs
  std::uint64_t made_ = 0;                    // how many of them are given
  std::vector<PyObject*> queue_;              // of number_reachable()
};

}  // namespace frontrun::embed
