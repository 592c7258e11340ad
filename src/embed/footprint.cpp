#include "embed/footprint.hpp"

#include <algorithm>

namespace frontrun::embed {
namespace {

/// Austin Appleby's 64-bit finaliser (MurmurHash3, public domain).
constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ x >> 33;
}

}  // namespace

void Footprint::add(PyObject* object, Part part, std::uint64_t number, bool write) {
  const ObjectTable::Identity identity = objects_.identity(object);
  const std::uint64_t key = mix(identity.number + mix(number * 16 + static_cast<std::uint64_t>(part)));
  accesses_.push_back(write ? engine::Access::write(key, identity.stable) : engine::Access::read(key, identity.stable));
}

void Footprint::normalise() {
  if (tentative_) {
    const std::size_t count = accesses_.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (accesses_[i].writes()) accesses_.push_back(accesses_[i].as_read());
    }
  }
  if (accesses_.size() < 2) return;
  std::sort(accesses_.begin(), accesses_.end(), [](engine::Access a, engine::Access b) {
    return a.location() != b.location() ? a.location() < b.location() : a.writes() > b.writes();
  });
  const auto same = [this](engine::Access a, engine::Access b) {
    return a.location() == b.location() && (!tentative_ || a.writes() == b.writes());
  };
  accesses_.erase(std::unique(accesses_.begin(), accesses_.end(), same), accesses_.end());
}

}  // namespace frontrun::embed
