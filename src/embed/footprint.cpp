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

std::pair<std::uint64_t, bool> Footprint::key(PyObject* object, Part part, PartNumber number) {
  const ObjectTable::Identity identity = objects_.identity(object);
  // Of numbers that are small or differ little no two sums are alike: the multiples of the golden ratio are far apart.
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;
  return {mix(identity.number * kGolden + number.value * 16 + static_cast<std::uint64_t>(part)),
          identity.stable && number.lasting};
}

void Footprint::add(PyObject* object, Part part, PartNumber number, bool write) {
  const auto [location, stable] = key(object, part, number);
  accesses_.push_back(write ? engine::Access::write(location, stable) : engine::Access::read(location, stable));
}

PartNumber Footprint::number_of(PyObject* key, std::uint64_t hash) {
  if (hash_lasts(key)) return hash;
  if (!equals_itself_only(key)) return {hash, false};
  const ObjectTable::Identity identity = objects_.identity(key);
  return {identity.number, identity.stable};
}

void Footprint::decide(PyObject* object, Part part, PartNumber number) {
  const auto [location, stable] = key(object, part, number);
  accesses_.push_back(engine::Access::deciding_read(location, stable));
  tentative_ = true;
}

void Footprint::writes_decide() {
  const std::size_t count = accesses_.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (accesses_[i].writes()) accesses_.push_back(accesses_[i].as_deciding_read());
  }
  tentative_ = true;
}

/// Is it certain, at a glance, that no location occurs twice?
bool Footprint::each_once() const {
  constexpr std::size_t kFew = 4;
  if (accesses_.size() > kFew) return false;
  for (std::size_t i = 1; i < accesses_.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (accesses_[i].location() == accesses_[k].location()) return false;
    }
  }
  return true;
}

void Footprint::normalise() {
  if (each_once()) return;
  // Of one location: the write, the deciding read, the plain read; the last goes where one of the others is.
  std::sort(accesses_.begin(), accesses_.end(), [](engine::Access a, engine::Access b) {
    if (a.location() != b.location()) return a.location() < b.location();
    return a.writes() != b.writes() ? a.writes() : a.decides() > b.decides();
  });
  const auto covered = [](engine::Access a, engine::Access b) {
    return a.location() == b.location() && (a.writes() == b.writes() || !b.decides());
  };
  accesses_.erase(std::unique(accesses_.begin(), accesses_.end(), covered), accesses_.end());
}

}  // namespace frontrun::embed
