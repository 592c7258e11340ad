// Puts the user's modules back between executions: the names in each module and in each class that it defines, and the items
// of lists, dicts and sets that a module's names refer to. What those items refer to stays as it is. Besides, the standard
// streams (sys.stdout).
#pragma once

#include <Python.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "embed/py_ref.hpp"
#include "embed/source_filter.hpp"

namespace frontrun::embed {

class ModuleState {
 public:
  /// Takes note of every module of the user's that is imported now.
  void remember(const SourceFilter& filter);

  /// Puts back what has changed since; costs next to nothing where nothing has.
  void restore();

  /// Containers that an execution has changed: "module.name (dict)".
  const std::set<std::string>& changed_containers() const { return changed_; }

  /// The dicts of the remembered modules (borrowed), in order.
  std::vector<PyObject*> namespaces() const;

 private:
  /// A dict of names, of a module or a class.
  struct Namespace {
    PyRef owner;
    PyRef dict;
    PyRef copy;
    std::uint64_t version = 0;
  };
  struct Container {
    std::string name;
    PyRef object;
    PyRef copy;  // of the same type, for lists a tuple
    std::uint64_t version = 0;
  };

  void remember(PyObject* owner, PyObject* dict);
  void restore_streams();
  void restore(Namespace& entry);
  bool restore(Container& container);

  std::vector<Namespace> namespaces_;  // of modules first, then of classes
  std::size_t modules_ = 0;
  std::vector<Container> containers_;
  PyObject* sys_ = nullptr;  // its dict; borrowed
  std::uint64_t sys_version_ = 0;
  std::array<PyRef, 3> streams_;
  std::set<std::string> changed_;
};

}  // namespace frontrun::embed
