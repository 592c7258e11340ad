#include "engine/random_monitors.hpp"

#include <iterator>

namespace frontrun::engine::test {

namespace {

/// Synchronisation objects: of each kind one, or two.
constexpr int kCondition = 0;
constexpr int kBarrier = 2;
constexpr int kQueue = 4;

/// What may be done with a monitor.
enum class Use : std::uint8_t { condition, barrier, queue, value };

void add(std::vector<Op>& ops, std::initializer_list<Op> more) { ops.insert(ops.end(), more); }

void use_value(Random& random, std::vector<Op>& ops) {
  constexpr Do kChoices[] = {Do::read, Do::write, Do::write, Do::read_chosen, Do::write_chosen, Do::write_chosen};
  ops.push_back({kChoices[random.below(std::size(kChoices))], static_cast<int>(random.below(2))});
}

void use_condition(Random& random, std::vector<Op>& ops) {
  ops.push_back({Do::acquire, kCondition});
  if (random.below(2) == 0) use_value(random, ops);
  switch (random.below(6)) {
    case 0:
    case 1:
      add(ops, {{Do::wait_on, kCondition}, {Do::woken, kCondition}, {Do::acquire_back, kCondition}});
      break;
    case 2:
      add(ops, {{Do::wait_on, kCondition}, {Do::timed_woken, kCondition}, {Do::acquire_back, kCondition}});
      break;
    case 3:
      ops.push_back({Do::notify, kCondition, kPlaces});
      break;
    case 4:
      ops.push_back({Do::notify, kCondition, 2});
      break;
    default:
      ops.push_back({Do::notify, kCondition, 1});
  }
  if (random.below(3) == 0) use_value(random, ops);
  ops.push_back({Do::release, kCondition});
}

void use_barrier(Random& random, std::vector<Op>& ops) {
  const int parties = 2 + static_cast<int>(random.below(2));
  switch (random.below(6)) {
    case 0:
      ops.push_back({Do::abort, kBarrier});
      break;
    case 1:
      add(ops, {{Do::arrive, kBarrier, 2}, {Do::timed_woken, kBarrier, 1}, {Do::give_up, kBarrier}});
      break;
    default:
      add(ops, {{Do::arrive, kBarrier, parties}, {Do::woken, kBarrier}});
  }
}

void use_queue(Random& random, std::vector<Op>& ops) {
  const int queue = kQueue + static_cast<int>(random.below(2));
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      ops.push_back({Do::put, queue});
      break;
    case 3:
      add(ops, {{Do::put_compare, queue}, {Do::read, 0}, {Do::leave, queue}});
      break;
    case 4:
    case 5:
      ops.push_back({Do::get, queue});
      break;
    case 6:
      add(ops, {{Do::timed_get, queue, 1}, {Do::task_done, queue}});
      break;
    case 7:
      add(ops, {{Do::try_put, queue, 1}, {Do::write, 0}});
      break;
    case 8:
      add(ops, {{Do::try_get, queue, 1}, {Do::task_done, queue}});
      break;
    case 9:
      add(ops, {{Do::is_empty, queue, 1}, {Do::get, queue}});
      break;
    case 10:
      ops.push_back({Do::join_queue, queue});
      break;
    default:
      add(ops, {{Do::acquire, queue}, {Do::empty_out, queue}});
  }
}

}  // namespace

Code random_monitors(Random& random, CodeSize size) {
  const std::uint32_t threads = std::array{2u, 3u, 3u, 4u}[random.below(4)];
  const std::uint32_t most = threads == 2 ? size.two : threads == 3 ? size.three : size.four;
  // Mostly one kind of monitor: those that meet each other are what matters.
  const std::uint32_t only = random.below(4);
  Code code;
  for (std::uint32_t t = 0; t < threads; ++t) {
    std::vector<Op>& ops = code.emplace_back();
    const std::uint32_t length = 1 + random.below(most);
    for (std::uint32_t i = 0; i < length; ++i) {
      const bool value = random.below(3) == 0;
      switch (value ? Use::value : static_cast<Use>(only == 3 ? random.below(3) : only)) {
        case Use::condition:
          use_condition(random, ops);
          break;
        case Use::barrier:
          use_barrier(random, ops);
          break;
        case Use::queue:
          use_queue(random, ops);
          break;
        case Use::value:
          use_value(random, ops);
      }
    }
  }
  return code;
}

}  // namespace frontrun::engine::test
