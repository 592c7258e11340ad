// Which Python code is under control.
//
// Everything that a controlled thread runs is traced, libraries included: what a library does to shared objects is part of
// the race. Exceptions: the import system (imports are atomic), and what the user excludes; a call of excluded code counts
// as one operation, by the rule for unknown C functions.
#pragma once

#include <Python.h>

#include <string>
#include <vector>

namespace frontrun::embed {

enum class Origin : unsigned char {
  user,       ///< the scenario's folder, and whatever is not the standard library or site-packages
  library,    ///< traced where it is reached from traced code
  excluded,   ///< never traced
  importing,  ///< the import system: nothing below it is traced, nor parked
};

class SourceFilter {
 public:
  /// Globs (fnmatch, matched against the whole absolute file name). Included wins over the default, excluded over both.
  SourceFilter(std::string scenario_folder, std::vector<std::string> include, std::vector<std::string> exclude);

  Origin origin(PyCodeObject* code) const;
  bool excludes() const { return !exclude_.empty(); }
  Origin origin(const std::string& file) const;

 private:
  std::string scenario_folder_;
  std::vector<std::string> include_;
  std::vector<std::string> exclude_;
};

}  // namespace frontrun::embed
