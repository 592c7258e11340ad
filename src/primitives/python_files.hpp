// The primitives that are written in Python (src/primitives/python), as they are built into the binary.
#pragma once

#include <span>

namespace frontrun::primitives {

struct PythonFile {
  const char* name;  ///< "event.py"
  const char* text;
};

/// In the order in which they are to run, all in one namespace. Defined in a file that CMake writes.
std::span<const PythonFile> python_files();

}  // namespace frontrun::primitives
