// Vector clocks, a row for each event of an execution, in one block of memory.
//
// Row i tells, for every thread, how many of its events happen before event i (i itself included). All rows have the
// same width: eight threads at first, doubled when a ninth appears. So no clock is an allocation of its own, and joining
// two is a few vector instructions.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/sync_model.hpp"

namespace frontrun::engine {

class ClockTable {
 public:
  /// Entries of a row. A pointer to a row covers this many.
  std::size_t width() const { return width_; }

  /// Makes room for `threads` threads in every row; the rows keep their values. Invalidates pointers to rows.
  void widen(std::size_t threads) {
    if (threads <= width_) return;
    const std::size_t wider = std::bit_ceil(threads);
    const std::size_t rows = entries_.size() / width_;
    std::vector<std::uint32_t> entries(rows * wider);
    for (std::size_t i = 0; i < rows; ++i) std::copy_n(row(i), width_, entries.data() + i * wider);
    entries_ = std::move(entries);
    width_ = wider;
  }

  /// Row i to be written; made, with unspecified values, if need be. Then it invalidates pointers to rows.
  std::uint32_t* make(std::size_t i) {
    if ((i + 1) * width_ > entries_.size()) entries_.resize(std::max(2 * entries_.size(), (i + kMoreRows) * width_));
    return entries_.data() + i * width_;
  }

  const std::uint32_t* row(std::size_t i) const { return entries_.data() + i * width_; }

  // What follows works on any clock of width() entries.

  void clear(std::uint32_t* clock) const {
    for (std::size_t i = 0; i < width_; i += kBlock) {
      for (std::size_t k = 0; k < kBlock; ++k) clock[i + k] = 0;
    }
  }

  void copy(std::uint32_t* to, const std::uint32_t* from) const {
    for (std::size_t i = 0; i < width_; i += kBlock) {
      for (std::size_t k = 0; k < kBlock; ++k) to[i + k] = from[i + k];
    }
  }

  /// The least clock that covers both, into `into`.
  void join(std::uint32_t* into, const std::uint32_t* other) const {
    for (std::size_t i = 0; i < width_; i += kBlock) {
      for (std::size_t k = 0; k < kBlock; ++k) into[i + k] = std::max(into[i + k], other[i + k]);
    }
  }

 private:
  static constexpr std::size_t kBlock = 8;
  static constexpr std::size_t kMoreRows = 16;

  std::vector<std::uint32_t> entries_;
  std::size_t width_ = kBlock;  ///< invariant: a multiple of kBlock
};

}  // namespace frontrun::engine
