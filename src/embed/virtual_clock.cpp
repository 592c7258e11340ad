#include "embed/virtual_clock.hpp"

namespace frontrun::embed {

Time VirtualClock::after_others(const engine::Operation& performed, Time time) {
  if (performed.barrier) time = std::max(time, latest_);
  if (tracks_) {
    for (const engine::Access access : performed.accesses()) {
      const auto cell = cells_.find(access.location());
      if (cell == cells_.end()) continue;
      time = std::max(time, cell->second.written);
      if (access.writes()) time = std::max(time, cell->second.read);
    }
    time = later(time, kTick);
    for (const engine::Access access : performed.accesses()) {
      Cell& cell = cells_[access.location()];
      Time& last = access.writes() ? cell.written : cell.read;
      last = std::max(last, time);
    }
  }
  if (performed.barrier) floor_ = time;
  note(time);
  return time;
}

}  // namespace frontrun::embed
