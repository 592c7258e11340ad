// Names of objects as the user would write them: "Account.balance", "state['cache']", "Bank.accounts[0].lock".
#pragma once

#include <Python.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "embed/footprint.hpp"

namespace frontrun::embed {

class Naming {
 public:
  /// Finds the objects that can be reached from the state and from the namespaces, nearest first; up to some thousands.
  Naming(PyObject* state, const std::vector<PyObject*>& namespaces);

  /// "Account.balance"; the type's name if the object cannot be reached.
  std::string object(PyObject* object) const;
  std::string location(const Description& description) const;
  /// The same of what may be gone by now; empty if it cannot be reached.
  std::string lasting_location(const Description& description) const;
  /// Calls visit(object, name) for each of the objects, in no order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& [object, name] : names_) visit(object, name);
  }

 private:
  void add(PyObject* object, std::string name, std::vector<PyObject*>& queue);
  std::unordered_map<PyObject*, std::string> names_;
  std::vector<PyObject*> namespaces_;
};

/// A short repr of plain values; "<Account>" for objects of the user's. Empty for null.
std::string value_text(PyObject* value);

}  // namespace frontrun::embed
