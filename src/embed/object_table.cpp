#include "embed/object_table.hpp"

#include <utility>

namespace frontrun::embed {
namespace {

/// Numbers of kept and numbered objects lie above all addresses.
constexpr std::uint64_t kKept = 1ULL << 62;
constexpr std::uint64_t kNumbered = 1ULL << 61;

std::size_t slot_of(const PyObject* object, std::size_t size) {
  const auto address = reinterpret_cast<std::uintptr_t>(object);
  return (address * 0x9e3779b97f4a7c15ULL >> 32) & (size - 1);  // Fibonacci hashing (Knuth, TAOCP 3, 6.4)
}

}  // namespace

void ObjectTable::begin_execution() {
  ++epoch_;
  used_ = kept_.size();
}

void ObjectTable::keep(const PyObject* object) {
  kept_.push_back(object);
  begin_execution();
  table_.assign(table_.size(), {});
  used_ = 0;
  for (std::size_t i = 0; i < kept_.size(); ++i) insert({kept_[i], kKept + i, kForever, true});
}

void ObjectTable::number(const PyObject* object, std::uint64_t n) {
  if (find(object) == nullptr) insert({object, kNumbered + n, epoch_, true});
}

void ObjectTable::link(const PyObject* dict, const PyObject* owner) {
  if (find(dict) != nullptr) return;  // a module's, or linked already
  const Identity of_owner = identity(owner);
  insert({dict, of_owner.number, epoch_, of_owner.stable});
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
