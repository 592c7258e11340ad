#include "engine/random_code.hpp"

#include <algorithm>

namespace frontrun::engine::test {

namespace {

/// Synchronisation objects: locks 0 and 1, a semaphore, an event.
constexpr int kSemaphore = 2;
constexpr int kEvent = 3;

/// Weighted; locks stand for acquire or release, as it fits.
constexpr Do kChoices[] = {
    Do::read,          Do::read,         Do::read,   Do::read,   Do::write,  Do::write,       Do::write,      Do::write,
    Do::branch,        Do::branch,       Do::acquire, Do::acquire, Do::acquire, Do::acquire,  Do::read_chosen, Do::write_chosen,
    Do::copy,          Do::sweep,        Do::locked, Do::set,    Do::wait,   Do::clear,       Do::try_acquire, Do::semaphore_acquire,
    Do::semaphore_release, Do::timed_acquire, Do::timed_semaphore_acquire, Do::timed_wait, Do::follow, Do::follow};

std::vector<Op> random_thread(Random& random, std::uint32_t most) {
  std::vector<Op> ops;
  std::vector<int> held;
  const std::uint32_t length = 1 + random.below(most);
  while (ops.size() < length) {
    const Do what = kChoices[random.below(std::size(kChoices))];
    const int two = static_cast<int>(random.below(2));
    const int other = static_cast<int>(random.below(2));
    switch (what) {
      case Do::acquire:
        if (const auto mine = std::find(held.begin(), held.end(), two); mine != held.end()) {
          held.erase(mine);
          ops.push_back({Do::release, two});
        } else {
          held.push_back(two);
          ops.push_back(random.below(4) == 0 ? Op{Do::take, two, other} : Op{Do::acquire, two});
        }
        break;
      case Do::semaphore_acquire:
      case Do::semaphore_release:
        ops.push_back({what, kSemaphore});
        break;
      case Do::set:
      case Do::wait:
      case Do::clear:
        ops.push_back({what, kEvent});
        break;
      case Do::timed_semaphore_acquire:
      case Do::timed_wait:
        ops.push_back({what, what == Do::timed_wait ? kEvent : kSemaphore, 1});
        ops.push_back({Do::write, two});
        break;
      case Do::copy:
        ops.push_back({what, two, other});
        break;
      case Do::branch:
      case Do::locked:
        ops.push_back({what, two, 1});
        break;
      case Do::try_acquire:
      case Do::timed_acquire:
        ops.push_back({what, two, 1});
        ops.push_back({Do::release, two});
        break;
      default:
        ops.push_back({what, two});
    }
  }
  for (const int lock : held) {
    if (random.below(10) < 9) ops.push_back({Do::release, lock});
  }
  return ops;
}

}  // namespace

Code random_code(Random& random, CodeSize size) {
  const std::uint32_t threads = std::array{2u, 3u, 3u, 4u}[random.below(4)];
  const std::uint32_t most = threads == 2 ? size.two : threads == 3 ? size.three : size.four;
  Code code;
  for (std::uint32_t t = 0; t < threads; ++t) code.push_back(random_thread(random, most));
  // Sometimes the last thread is started by the first, and joined.
  if (random.below(4) == 0) {
    const int child = static_cast<int>(threads - 1);
    std::vector<Op>& parent = code[0];
    const auto at = random.below(static_cast<std::uint32_t>(parent.size() + 1));
    parent.insert(parent.begin() + at, {Do::start, 0, child});
    if (random.below(2) == 0) {
      const auto later = at + 1 + random.below(static_cast<std::uint32_t>(parent.size() - at));
      parent.insert(parent.begin() + later, {Do::join, 0, child});
    }
  }
  return code;
}

}  // namespace frontrun::engine::test
