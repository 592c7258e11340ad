// What functions written in C touch: a table, and a conservative rule for those that no table knows.
#pragma once

#include <Python.h>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "embed/effects.hpp"

namespace frontrun::embed {

/// One call as it stands on the stack: `arguments` are the positional ones, then those by keyword.
struct Call {
  PyObject* callable = nullptr;
  std::span<PyObject* const> arguments;
  std::size_t keywords = 0;
};

class CCalls {
 public:
  CCalls(Effects& effects, Footprint& footprint, Names& names) : effects_(effects), footprint_(footprint), names_(names) {}

  /// What calling it touches, apart from what Python code that it leads to does by itself.
  void call(const Call& call);

  /// "list.append": the name of a function or method written in C, with a "?" behind it if no table knows it. Empty for any
  /// other callable.
  std::string_view name_of(PyObject* callable);

  /// What running a function may touch that is not looked into: all that it is given.
  void unknown(const std::string& name, std::span<PyObject* const> arguments);

  /// The functions that no table knows, or that are excluded, and that were given something mutable.
  std::vector<std::string> unknown() const;

 private:
  enum class Rule : std::uint8_t;
  struct Known {
    Rule rule;
    std::string name;
  };
  friend struct CallTable;

  const Known& find(PyObject* callable, const PyMethodDef* method, PyObject* self);
  void apply(const Known& known, std::span<PyObject* const> arguments, std::size_t keywords);
  void call_type(PyTypeObject* type, std::span<PyObject* const> arguments, std::size_t keywords);
  void call_slot(const char* name, std::span<PyObject* const> arguments);
  void call_operator_object(PyObject* callable, std::span<PyObject* const> arguments, std::size_t keywords);

  Effects& effects_;
  Footprint& footprint_;
  Names& names_;
  std::unordered_map<const PyMethodDef*, Known> known_;
  std::map<std::string, bool> unknown_;  // ordered: it is printed
  int nesting_ = 0;                      // partials of partials
};

}  // namespace frontrun::embed
