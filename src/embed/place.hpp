// Where in the user's code a thread is.
#pragma once

#include <Python.h>

#include <string>

namespace frontrun::embed {

/// An instruction of the user's code, not yet made readable.
struct Spot {
  PyCodeObject* code = nullptr;  ///< borrowed: code that has run lives as long as the process; null: no such frame
  int unit = 0;
  bool operator==(const Spot&) const = default;
};

struct Place {
  std::string file;
  int line = 0;
  std::string function;
};

/// Empty for a spot in no frame.
Place place_at(const Spot& spot);

/// "bank.py:9", without the folder.
std::string short_text(const Place& place);

}  // namespace frontrun::embed
