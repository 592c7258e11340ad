#include "engine/last_access.hpp"

#include <algorithm>
#include <bit>

namespace frontrun::engine {

namespace {
constexpr std::size_t kFirstCells = 16;
}

LastAccesses::LastAccesses() : cells_(kFirstCells) { reads_.reserve(kFirstCells); }

void LastAccesses::clear() {
  reads_.clear();
  used_ = 0;
  if (++epoch_ == 0) {  // after four thousand million executions: old cells would look new
    std::fill(cells_.begin(), cells_.end(), Cell{});
    epoch_ = 1;
  }
}

/// Where a location is, or would be put.
std::size_t LastAccesses::slot(std::uint64_t location) const {
  // Fibonacci hashing (Knuth, TAOCP 3, 6.4): keys are often addresses, whose low bits say little.
  const std::uint64_t hash = location * 0x9E3779B97F4A7C15u;
  const std::size_t mask = cells_.size() - 1;
  std::size_t i = static_cast<std::size_t>(hash >> (64 - std::bit_width(mask)));
  while (cells_[i].epoch == epoch_ && cells_[i].location != location) i = (i + 1) & mask;
  return i;
}

LastAccesses::Cell& LastAccesses::at(std::uint64_t location) {
  std::size_t i = slot(location);
  if (cells_[i].epoch != epoch_) {
    if (2 * ++used_ > cells_.size()) {
      grow();
      i = slot(location);
    }
    cells_[i] = {location, epoch_, kNoEvent, kNoRead};
  }
  return cells_[i];
}

const LastAccesses::Cell* LastAccesses::find(std::uint64_t location) const {
  const Cell& cell = cells_[slot(location)];
  return cell.epoch == epoch_ ? &cell : nullptr;
}

void LastAccesses::grow() {
  std::vector<Cell> old(2 * cells_.size());
  old.swap(cells_);
  for (const Cell& cell : old) {
    if (cell.epoch == epoch_) cells_[slot(cell.location)] = cell;
  }
}

void LastAccesses::conflicts(const Cell& cell, bool writes, std::vector<EventId>& out) const {
  if (!writes || cell.reads == kNoRead) {
    if (cell.write != kNoEvent) out.push_back(cell.write);
    return;
  }
  // Newest first. That the list may be long costs nothing in the long run: the write that asks empties it.
  ThreadId last = kNoThread;
  for (std::uint32_t i = cell.reads; i != kNoRead; i = reads_[i].next) {
    if (reads_[i].thread != last) out.push_back(reads_[i].event);
    last = reads_[i].thread;
  }
}

void LastAccesses::record(Cell& cell, bool writes, EventId event, ThreadId thread) {
  if (writes) {
    cell.write = event;
    cell.reads = kNoRead;
  } else if (cell.reads != kNoRead && reads_[cell.reads].thread == thread) {
    reads_[cell.reads].event = event;
  } else {
    reads_.push_back({event, thread, cell.reads});
    cell.reads = static_cast<std::uint32_t>(reads_.size() - 1);
  }
}

}  // namespace frontrun::engine
