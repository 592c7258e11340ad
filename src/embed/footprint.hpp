// What one operation touches, being put together: locations, as the engine compares them, and the first of them in a form
// that can be told to people.
//
// Locations are keyed by the address of an object and a number within it. Keys are hashes: two locations with one key are
// a false dependence, which misses nothing.
#pragma once

#include <Python.h>

#include <span>
#include <vector>

#include "embed/object_kinds.hpp"
#include "embed/object_table.hpp"
#include "engine/operation.hpp"

namespace frontrun::embed {

/// The parts of an object that are locations of their own. Items and attributes are numbered by the hash of their key, as
/// an instance's attribute is an item of its dict.
/// `absent` stands for all keys (indices) that a dict or set (list) does not have: what may add any of them writes it.
/// `references` are the weak references to the object.
enum class Part : std::uint8_t { item, index, shape, state, cell, sync, object_class, absent, references };

/// Which of an object's items, attributes or indices.
struct PartNumber {
  PartNumber(std::uint64_t number = 0, bool is_lasting = true) : value(number), lasting(is_lasting) {}
  std::uint64_t value;
  bool lasting;  ///< it means the same in every execution
};

/// What a report says of an operation: kept only while somebody asks.
struct Description {
  const char* verb = nullptr;  ///< "read", "write", ...; null: nothing said yet
  PyObject* object = nullptr;  ///< borrowed
  Part part = Part::state;
  PyObject* key = nullptr;    ///< borrowed: attribute name, dict key
  Py_ssize_t index = 0;       ///< of a list
  PyObject* value = nullptr;  ///< borrowed; null if unknown
  bool attribute = false;     ///< `key` is an attribute's name
};

class Footprint {
 public:
  explicit Footprint(ObjectTable& objects) : objects_(objects) {}

  void clear() {
    accesses_.clear();
    tentative_ = false;
    if (description.verb != nullptr) description = {};
  }
  bool empty() const { return accesses_.empty(); }
  std::span<const engine::Access> accesses() const { return accesses_; }

  void read(PyObject* object, Part part, PartNumber number = {}) { add(object, part, number, false); }
  void write(PyObject* object, Part part, PartNumber number = {}) { add(object, part, number, true); }

  /// The number of a dict's or set's item. Keys that are equal have the same.
  PartNumber number_of(PyObject* key) { return number_of(key, hash_of(key)); }
  PartNumber number_of(PyObject* key, std::uint64_t hash);

  /// Reads what decides which locations the operation touches: see engine::Operation::tentative.
  void decide(PyObject* object, Part part, PartNumber number = {});
  /// All that has been written so far decides.
  void writes_decide();
  bool tentative() const { return tentative_; }

  /// Makes every access occur once. What is read and written is written, but for what decides.
  void normalise();

  Description description;
  bool describing = false;  ///< is looking up values for the description worth while?

 private:
  void add(PyObject* object, Part part, PartNumber number, bool write);
  bool each_once() const;
  std::pair<std::uint64_t, bool> key(PyObject* object, Part part, PartNumber number);

  ObjectTable& objects_;
  std::vector<engine::Access> accesses_;
  bool tentative_ = false;
};

}  // namespace frontrun::embed
