// Vector clocks, a row for each event of an execution, in one block of memory.
//
// Row i tells, for every thread, how many of its events happen before event i (i itself included). All rows have the
// same width: eight threads at first, doubled when a ninth appears. So no clock is an allocation of its own.
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
  /// Forgets all rows; keeps the memory and the width.
  void clear() { rows_ = 0; }

  /// Entries of a row. A pointer to a row covers this many.
  std::size_t width() const { return width_; }

  /// Makes room for `threads` threads in every row; what rows exist keep their values. Invalidates pointers to rows.
  void widen(std::size_t threads) {
    if (threads <= width_) return;
    const std::size_t wider = std::bit_ceil(threads);
    std::vector<std::uint32_t> entries(std::max(rows_, kFirstRows) * wider);
    for (std::size_t i = 0; i < rows_; ++i) std::copy_n(row(i), width_, entries.data() + i * wider);
    entries_ = std::move(entries);
    width_ = wider;
  }

  /// Adds a row with unspecified values. Invalidates pointers to rows.
  std::uint32_t* add() {
    if ((rows_ + 1) * width_ > entries_.size()) entries_.resize(std::max(2 * entries_.size(), kFirstRows * width_));
    return entries_.data() + rows_++ * width_;
  }

  const std::uint32_t* row(std::size_t i) const { return entries_.data() + i * width_; }

  /// The least clock that covers both, into `into`.
  void join(std::uint32_t* into, const std::uint32_t* other) const {
    for (std::size_t i = 0; i < width_; ++i) into[i] = std::max(into[i], other[i]);
  }

 private:
  static constexpr std::size_t kFirstRows = 64;

  std::vector<std::uint32_t> entries_;
  std::size_t rows_ = 0;
  std::size_t width_ = 8;
};

}  // namespace frontrun::engine
