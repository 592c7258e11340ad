// What is known of a code object, found once and kept with it: which of its instructions may be visible.
#pragma once

#include <Python.h>

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "embed/cpython/adapter.hpp"
#include "embed/names.hpp"
#include "embed/py_ref.hpp"
#include "embed/source_filter.hpp"

namespace frontrun::embed {

struct CodeInfo;

/// What has become of a code object whose visible instructions are wanted.
enum class Rewriting : std::uint8_t {
  not_met,   ///< no frame of it has been looked at: frames that exist have no room for a probe
  possible,  ///< its next frame can run rewritten code
  done,
  impossible,  ///< it has to be traced
};

/// A place in the program: an instruction of a code object.
struct Site {
  cpython::Instruction instruction;
  NameUse* use = nullptr;  ///< of the instruction's name, if it has one
  CodeInfo* code = nullptr;
  std::uint32_t number = 0;  ///< engine::Operation::site; the same in every execution
};

/// A Python object, so that a frame can carry it in its f_trace.
struct CodeInfo {
  PyObject_HEAD PyCodeObject* code;  // borrowed: the code object owns this
  Origin origin;
  bool is_finalizer;  // a __del__
  Site* sites;        // one a code unit
  std::size_t count;
  std::uint32_t* starts;  // of each unit: the first one of the instruction that it belongs to
  Rewriting rewriting;
  PyCodeObject* rewritten;  // null unless done
  std::uint32_t* origins;   // of each unit of the rewritten code: the first one of the original instruction
  std::uint64_t map;        // which CodeMap made it: code of the standard library outlives the map of one scenario
};

class CodeMap {
 public:
  /// `filter` and `names` outlive the map. Throws std::runtime_error if CPython gives out no slot for extra data.
  CodeMap(const SourceFilter& filter, Names& names);

  /// Never null; `code` is scanned for stores when it is first asked about.
  CodeInfo* info(PyCodeObject* code) {
    if (code != last_code_) {
      last_info_ = find(code);
      last_code_ = code;
    }
    return last_info_;
  }

  /// Has the code report its visible instructions by itself from now on, if that can be done (cpython/rewrite.hpp).
  void rewrite(CodeInfo& info);

  /// Numbers a place that is no instruction (a primitive's operation, the call of a thread's callable) by its text.
  std::uint32_t number(const std::string& text);

  /// "read .balance at bank.py:9".
  std::string text(std::uint32_t number) const;
  const Site* site(std::uint32_t number) const { return number < places_.size() ? places_[number].site : nullptr; }

 private:
  struct Place {
    const Site* site = nullptr;
    std::string text;
  };
  CodeInfo* find(PyCodeObject* code);
  CodeInfo* make(PyCodeObject* code);
  std::uint32_t first_number(PyCodeObject* code);

  const SourceFilter& filter_;
  Names& names_;
  std::uint64_t id_;
  PyCodeObject* last_code_ = nullptr;  // that info() was asked about; what it has met is not freed
  CodeInfo* last_info_ = nullptr;
  std::deque<std::vector<Site>> sites_;
  std::deque<std::vector<std::uint32_t>> units_;  // what CodeInfo's starts and origins point to
  std::vector<Place> places_;
  std::unordered_map<std::string, std::uint32_t> by_text_;
  PyRef by_code_ = PyRef::steal(PyDict_New());  // of (file, code): the number of its first place
};

/// The instruction that a frame is at, whichever form of the code it runs.
const Site& site_of(const CodeInfo& info, const cpython::Frame* frame);

/// The line of an instruction, 1-based; 0 if it has none.
int line_of(const Site& site);

}  // namespace frontrun::embed
