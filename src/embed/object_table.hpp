// Who is who among the objects of one execution.
//
// An object is a number that it gets when it is first met; one that comes to lie where another one has died is another one.
// (Objects that cannot be marked are their address: two of them may look like one, a false dependence.) The dict of an
// instance, once somebody holds it, is the instance: its items are the attributes. And objects that every execution has
// (what setup() made, modules' namespaces, classes) have a number that means the same in all of them, so that the engine may
// compare their locations between executions.
#pragma once

#include <Python.h>

#include <cstdint>
#include <vector>

#include "embed/cpython/adapter.hpp"

namespace frontrun::embed {

class ObjectTable {
 public:
  struct Identity {
    std::uint64_t number;
    bool stable;
  };

  /// Numbers the object when it is first met. Precondition: the garbage collector does not run before the execution is over
  /// (it would make live objects look like new ones).
  Identity identity(PyObject* object) {
    const Entry* entry = find(object);
    if (entry != nullptr && (!entry->marked || cpython::marked(object))) return {entry->number, entry->stable};
    return meet(object);
  }

  /// Starts an execution: forgets everything but what keep() was told.
  void begin_execution();

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

  static constexpr std::uint32_t kForever = 0xffffffff;
  // Open addressing; entries that are not live are free. Entries for ever come first: they are inserted into a table that
  // has no others, so that what begin_execution() frees never stood in their way.
  std::vector<Entry> table_ = std::vector<Entry>(256);
  std::size_t used_ = 0;
  std::uint32_t epoch_ = 1;
  std::size_t kept_ = 0;
  std::uint64_t met_ = 0;
  std::vector<PyObject*> queue_;  // of number_reachable()
};

}  // namespace frontrun::embed
