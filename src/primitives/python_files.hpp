// Python code that is built into the binary: the primitives that are written in Python (src/primitives/python), and the package
// that scenarios may import (python/frontrun).
#pragma once

#include <span>

namespace frontrun::primitives {

struct PythonFile {
  const char* name;  ///< "event.py"; of the package's, as one imports it: "frontrun.sync"
  const char* text;
};

// Defined in a file that CMake writes.

/// The primitives, in the order in which they are to run, all in one namespace.
std::span<const PythonFile> python_files();
/// Each after what it lies in.
std::span<const PythonFile> package_modules();

}  // namespace frontrun::primitives
