// Who accessed each location last: what the next operation on it conflicts with.
//
// A hash table with open addressing. Cells carry the epoch in which they were written, so that clearing the table for the
// next execution is one increment. Of a location only the last write and the reads since then are kept: an event that
// conflicts with an earlier one happens after one of these, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/operation.hpp"

namespace frontrun::engine {

/// An event's position in its execution.
using EventId = std::uint32_t;
inline constexpr EventId kNoEvent = std::numeric_limits<EventId>::max();

class LastAccesses {
 public:
  /// The last write of a location (kNoEvent: none), and the newest of the reads since then.
  struct Cell {
    std::uint64_t location = 0;
    std::uint32_t epoch = 0;
    EventId write = kNoEvent;
    std::uint32_t reads = kNoRead;
  };

  LastAccesses();

  /// Forgets all accesses, in constant time.
  void clear();

  /// The cell of a location, made if need be. Valid until the next call.
  Cell& at(std::uint64_t location);

  /// The cell of a location, or null if nobody has accessed it.
  const Cell* find(std::uint64_t location) const;

  /// Appends the events that an access with this cell conflicts with: the reads since the last write, a thread's newest
  /// only, and the last write where there are none (or for a read).
  void conflicts(const Cell& cell, bool writes, std::vector<EventId>& out) const;

  /// Makes `event` of `thread` the last access.
  void record(Cell& cell, bool writes, EventId event, ThreadId thread);

 private:
  static constexpr std::uint32_t kNoRead = std::numeric_limits<std::uint32_t>::max();

  struct Read {
    EventId event;
    ThreadId thread;
    std::uint32_t next;  ///< the one before, or kNoRead
  };

  std::size_t slot(std::uint64_t location) const;
  void grow();

  std::vector<Cell> cells_;  ///< invariant: a power of two, at most half full
  std::vector<Read> reads_;
  std::size_t used_ = 0;
  std::uint32_t epoch_ = 1;  ///< invariant: no cell has a later one
};

}  // namespace frontrun::engine
