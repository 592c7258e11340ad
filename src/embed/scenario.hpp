// A scenario as Python objects: a module with `threads`, and perhaps `setup` and `invariant`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "embed/py_ref.hpp"

namespace frontrun::embed {

struct Scenario {
  std::filesystem::path path;  ///< absolute
  PyRef code;                  ///< of the module
  PyRef module;
  PyRef setup;      ///< null: the callables take no argument
  PyRef invariant;  ///< null: none
  std::vector<PyRef> threads;
  std::vector<std::string> names;  ///< of the threads
};

/// Imports and checks. Throws UsageError (with the place of the mistake) or Interrupted.
Scenario import_scenario(const std::filesystem::path& path);

/// Turns the Python exception that is set into a UsageError: "`what`: ValueError: ... (file.py:3)".
[[noreturn]] void throw_usage_error(const std::string& what, const std::string& hint);

}  // namespace frontrun::embed
