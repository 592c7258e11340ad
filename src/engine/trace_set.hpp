// The hashes of the traces met so far: a flat hash set with open addressing, 16 to 32 bytes a trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace frontrun::engine {

class TraceSet {
 public:
  /// Returns whether it was new.
  bool insert(std::uint64_t hash) {
    if (hash == kFree) hash = 1;
    if (2 * (size_ + 1) > slots_.size()) grow();
    std::uint64_t& slot = slots_[position(hash)];
    if (slot == hash) return false;
    slot = hash;
    ++size_;
    return true;
  }

  bool contains(std::uint64_t hash) const {
    if (slots_.empty()) return false;
    if (hash == kFree) hash = 1;
    return slots_[position(hash)] == hash;
  }

  std::size_t size() const { return size_; }

  /// All of them, in no order.
  std::vector<std::uint64_t> hashes() const {
    std::vector<std::uint64_t> all;
    all.reserve(size_);
    for (const std::uint64_t hash : slots_) {
      if (hash != kFree) all.push_back(hash);
    }
    return all;
  }

 private:
  static constexpr std::uint64_t kFree = 0;

  /// Where a hash is, or belongs. The hash is its own position: it is well mixed already.
  std::size_t position(std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = static_cast<std::size_t>(hash) & mask;
    while (slots_[i] != kFree && slots_[i] != hash) i = (i + 1) & mask;
    return i;
  }

  void grow() {
    std::vector<std::uint64_t> old(slots_.empty() ? 64 : 2 * slots_.size());
    old.swap(slots_);
    for (const std::uint64_t hash : old) {
      if (hash != kFree) slots_[position(hash)] = hash;
    }
  }

  std::vector<std::uint64_t> slots_;  ///< invariant: a power of two (or none), at most half full
  std::size_t size_ = 0;
};

}  // namespace frontrun::engine
