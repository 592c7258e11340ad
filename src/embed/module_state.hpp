// Puts the globals of the user's modules back between executions: every name, not what it refers to.
#pragma once

#include <Python.h>

#include <cstdint>
#include <string>
#include <vector>

#include "embed/py_ref.hpp"
#include "embed/source_filter.hpp"

namespace frontrun::embed {

class ModuleState {
 public:
  /// Takes note of every module of the user's that is imported now.
  void remember(const SourceFilter& filter);

  /// Puts names back that were rebound, added or deleted since.
  void restore();

  /// Globals that refer to a list, dict or set of another length than when remembered: "module.name (dict)". They are not
  /// put back.
  std::vector<std::string> changed_containers() const;

  /// The dicts of the remembered modules (borrowed), in order.
  std::vector<PyObject*> namespaces() const;

 private:
  struct Module {
    std::string name;
    PyRef dict;
    PyRef copy;
    std::uint64_t version = 0;
    std::vector<std::pair<PyObject*, Py_ssize_t>> sizes;  // of containers, by name; borrowed from copy
  };
  std::vector<Module> modules_;
};

}  // namespace frontrun::embed
