#include <algorithm>

#include "engine/program.hpp"

namespace frontrun::engine {

bool Failure::same_as(const Failure& other) const {
  const auto same_wait = [](const Wait& a, const Wait& b) {
    return a.thread == b.thread && a.waits_for == b.waits_for && a.holder == b.holder;
  };
  if (kind == FailureKind::hang) return other.kind == kind && other.threads == threads;
  return kind == other.kind && message == other.message && std::ranges::equal(waits, other.waits, same_wait);
}

}  // namespace frontrun::engine
