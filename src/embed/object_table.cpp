#include "embed/object_table.hpp"

#include <algorithm>
#include <utility>

namespace frontrun::embed {
namespace {

/// Numbers of kept and numbered objects lie above all addresses.
constexpr std::uint64_t kKept = 1ULL << 62;
constexpr std::uint64_t kNumbered = 1ULL << 61;
constexpr std::uint64_t kMet = 3ULL << 60;
/// The rest is compared by address: correct, but a little less is known of it.
constexpr std::uint64_t kMostNumbered = 4096;

std::size_t slot_of(const PyObject* object, std::size_t size) {
  const auto address = reinterpret_cast<std::uintptr_t>(object);
  return (address * 0x9e3779b97f4a7c15ULL >> 32) & (size - 1);  // Fibonacci hashing (Knuth, TAOCP 3, 6.4)
}

}  // namespace

void ObjectTable::begin_execution(bool collects) {
  ++epoch_;
  collects_ = collects;
  used_ = kept_;
  met_ = 0;
}

void ObjectTable::keep(const PyObject* object) {
  begin_execution(false);
  if (find(object) != nullptr) return;
  insert({object, kKept + kept_++, kForever, true, false});
}

void ObjectTable::number_reachable(PyObject* root) {
  if (collects_) return;
  queue_.assign(1, root);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < queue_.size() && number < kMostNumbered; ++i) {
    PyObject* object = queue_[i];
    const auto visit = [this](PyObject* part) {
      if (part != nullptr && PyObject_IS_GC(part) && !PyType_Check(part) && !PyModule_Check(part)) queue_.push_back(part);
    };
    if (PyTuple_CheckExact(object)) {
      for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(object); ++k) visit(PyTuple_GET_ITEM(object, k));
      continue;
    }
    if (PyFunction_Check(object)) {
      PyObject* cells = PyFunction_GET_CLOSURE(object);
      for (Py_ssize_t k = 0; cells != nullptr && k < PyTuple_GET_SIZE(cells); ++k) visit(PyTuple_GET_ITEM(cells, k));
      continue;
    }
    if (find(object) != nullptr || !cpython::mark(object)) continue;
    insert({object, kNumbered + number++, epoch_, true, true});
    if (PyList_Check(object)) {
      for (Py_ssize_t k = 0; k < PyList_GET_SIZE(object); ++k) visit(PyList_GET_ITEM(object, k));
    } else if (PyDict_Check(object)) {
      PyObject *key, *value;
      for (Py_ssize_t k = 0; PyDict_Next(object, &k, &key, &value) != 0;) visit(value);
    } else if (PyCell_Check(object)) {
      visit(PyCell_GET(object));
    }
    if (PyObject* dict = cpython::existing_dict(object); dict != nullptr && PyDict_Check(dict)) link(dict, object);
    cpython::for_each_attribute(object, [&](PyObject*, PyObject* value) { visit(value); });
  }
}

ObjectTable::Identity ObjectTable::meet(PyObject* object) {
  const bool made = slice_ != 0 && cpython::is_younger(object, mark_.get());
  if (collects_ || !cpython::mark(object)) return {reinterpret_cast<std::uintptr_t>(object), false};
  // Where they run out, several objects share the last one: false dependences.
  const std::uint64_t number = made ? slice_ + std::min(made_++, kMostMade - 1) : kMet + met_++;
  const Entry entry{object, number, epoch_, made, true};
  if (const Entry* dead = find(object)) {
    table_[static_cast<std::size_t>(dead - table_.data())] = entry;
  } else {
    insert(entry);
  }
  return {entry.number, entry.stable};
}

void ObjectTable::link(const PyObject* dict, PyObject* owner) {
  const Identity of_owner = identity(owner);
  const Entry* known = find(dict);
  if (known != nullptr && known->number == of_owner.number) return;
  if (known == nullptr) {
    insert({dict, of_owner.number, epoch_, of_owner.stable, false});
  } else if (known->epoch != kForever) {  // not a module's
    table_[static_cast<std::size_t>(known - table_.data())] = {dict, of_owner.number, epoch_, of_owner.stable, false};
  }
}

const ObjectTable::Entry* ObjectTable::find(const PyObject* object) const {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t i = slot_of(object, table_.size()); live(table_[i]); i = (i + 1) & mask) {
    if (table_[i].object == object) return &table_[i];
  }
  return nullptr;
}

void ObjectTable::insert(const Entry& entry) {
  if (2 * (used_ + 1) > table_.size()) {
    std::vector<Entry> old = std::exchange(table_, std::vector<Entry>(2 * table_.size()));
    used_ = 0;
    for (const std::uint32_t epoch : {kForever, epoch_}) {
      for (const Entry& moved : old) {
        if (moved.epoch == epoch) insert(moved);
      }
    }
  }
  std::size_t i = slot_of(entry.object, table_.size());
  while (live(table_[i])) i = (i + 1) & (table_.size() - 1);
  table_[i] = entry;
  ++used_;
}

}  // namespace frontrun::embed
