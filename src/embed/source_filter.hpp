// Which Python code is under control.
//
// Everything that a controlled thread runs is traced, libraries included: what a library does to shared objects is part of
// the race. Exceptions: the import system (imports are atomic), and what the user excludes; a call of excluded code counts
// as one operation, by the rule for unknown C functions.
//
// The user names files by patterns: a glob, or `stdlib:NAME` for a module or package of the standard library (`stdlib:*`:
// for all of it). Where patterns of both kinds match a file the longer one decides, as in robots.txt (RFC 9309): that is the
// more specific one, be it the exception from an exclusion or from an inclusion.
#pragma once

#include <Python.h>

#include <string>
#include <vector>

namespace frontrun::embed {

enum class Origin : unsigned char {
  user,       ///< the scenario's folder, and whatever is not the standard library or site-packages
  library,    ///< traced where it is reached from traced code
  excluded,   ///< never traced
  ours,       ///< the primitives: they announce what they do; the user's code that they call is traced
  importing,  ///< the import system: nothing below it is traced, nor parked
};

class SourceFilter {
 public:
  /// Patterns. Included code counts as the user's own. Throws UsageError if the standard library has no module of a NAME.
  /// Needs the interpreter.
  SourceFilter(std::string scenario_folder, const std::vector<std::string>& include,
               const std::vector<std::string>& exclude);

  Origin origin(PyCodeObject* code) const;
  Origin origin(const std::string& file) const;

 private:
  /// What fnmatch() takes, for the whole absolute file name.
  struct Glob {
    std::string text;
    bool stdlib = false;  ///< not for packages installed below the standard library
  };

  static std::vector<Glob> globs(const std::vector<std::string>& patterns);
  static std::size_t longest_match(const std::vector<Glob>& globs, const std::string& file);

  std::string scenario_folder_;
  std::vector<Glob> include_;
  std::vector<Glob> exclude_;
};

}  // namespace frontrun::embed
