// --timeouts=explore: a wait with a timeout may time out whenever it cannot proceed.
#include "catch.hpp"
#include "embed/explored.hpp"

using frontrun::test::explore_all;
using frontrun::test::explore_all_timeouts;
using frontrun::test::Explored;

namespace {

using Failures = std::map<std::string, std::uint64_t>;

constexpr char kLazily[] = "timeouts expire only when nothing else can run; --timeouts=explore explores them";

struct Counts {
  std::uint64_t lazy;
  std::uint64_t explored;
  bool operator==(const Counts&) const = default;
};

/// How many traces there are. `threads` is what follows `def setup(): ... return s`.
Counts traces(const std::string& setup, const std::string& threads) {
  const std::string source = "import queue, threading, time\nclass State: pass\ndef setup():\n    s = State()\n    " +
                             setup + "\n    return s\n" + threads;
  const Explored lazy = explore_all(source);
  const Explored explored = explore_all_timeouts(source);
  CHECK(lazy.exploration.exhaustive);
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.exploration.statistics.repeated == 0);
  CHECK(explored.exploration.statistics.blocked == 0);
  CHECK(lazy.failures == Failures{});
  CHECK(explored.failures == Failures{});
  CHECK(lazy.warnings == std::vector<std::string>{kLazily});
  CHECK(explored.warnings.empty());
  return {lazy.exploration.statistics.traces, explored.exploration.statistics.traces};
}

std::ostream& operator<<(std::ostream& out, const Counts& counts) { return out << counts.lazy << ", " << counts.explored; }

}  // namespace

TEST_CASE("one wait that may time out early, and one thread that ends it") {
  // Before the other takes the lock, while it has it, after that.
  CHECK(traces("s.lock = threading.Lock()", R"(
def take(s):
    if s.lock.acquire(timeout=5):
        s.lock.release()
def hold(s):
    with s.lock:
        pass
threads = [take, hold]
)") == Counts{2, 3});
  CHECK(traces("s.event = threading.Event()", "threads = [lambda s: s.event.wait(5), lambda s: s.event.set()]") ==
        Counts{1, 2});
  CHECK(traces("s.semaphore = threading.Semaphore(0)",
               "threads = [lambda s: s.semaphore.acquire(timeout=5), lambda s: s.semaphore.release()]") == Counts{1, 2});
  const std::string get = R"(
def get(s):
    try:
        s.queue.get(timeout=5)
    except queue.Empty:
        pass
threads = [get, lambda s: s.queue.put(1)]
)";
  CHECK(traces("s.queue = queue.Queue()", get) == Counts{1, 2});
  CHECK(traces("s.queue = queue.SimpleQueue()", get) == Counts{1, 2});
  CHECK(traces("s.queue = queue.Queue(1); s.queue.put(0)", R"(
def put(s):
    try:
        s.queue.put(1, timeout=5)
    except queue.Full:
        pass
threads = [put, lambda s: s.queue.get()]
)") == Counts{1, 2});
}

TEST_CASE("two waits that may time out early") {
  // Each before it is set, or after.
  CHECK(traces("s.event = threading.Event()", "threads = [lambda s: s.event.wait(5)] * 2 + [lambda s: s.event.set()]") ==
        Counts{1, 4});
  // Before both, between them, after both.
  CHECK(traces("s.event = threading.Event()", R"(
def wait(s):
    s.event.wait(5)
    s.event.wait(5)
threads = [wait, lambda s: s.event.set()]
)") == Counts{1, 3});
}

TEST_CASE("a condition's wait that may time out early") {
  // Nobody waits yet when it is notified; it is, in time; too late, and the lock comes back before; and after.
  CHECK(traces("s.condition = threading.Condition()", R"(
def wait(s):
    with s.condition:
        s.condition.wait(5)
def notify(s):
    with s.condition:
        s.condition.notify()
threads = [wait, notify]
)") == Counts{2, 4});
  CHECK(traces("s.condition = threading.Condition()", R"(
def wait(s):
    with s.condition:
        s.condition.wait(5)
def notify(s):
    with s.condition:
        s.condition.notify_all()
threads = [wait, wait, notify]
)")
            .explored > 20);
}

TEST_CASE("a barrier's wait that may time out early") {
  // Who comes first: is there for the other; has timed out, but not broken it yet; has broken it.
  CHECK(traces("s.barrier = threading.Barrier(2)", R"(
def wait(s):
    try:
        s.barrier.wait(5)
    except threading.BrokenBarrierError:
        pass
threads = [wait, wait]
)") == Counts{2, 6});
}

TEST_CASE("a join that may time out early") {
  CHECK(traces("s.done = False", R"(
def run(s):
    worker = threading.Thread(target=lambda: None)
    worker.start()
    worker.join(5)
threads = [run]
)") == Counts{1, 2});
}

TEST_CASE("a race that only an early timeout shows") {
  const std::string source = R"(
import queue, threading
class State: pass
def setup():
    s = State()
    s.ready = threading.Event()
    s.value = None
    return s
def produce(s):
    s.value = 1
    s.ready.set()
def consume(s):
    s.ready.wait(timeout=3600)    # whether it did is not asked
    assert s.value is not None
threads = [produce, consume]
)";
  CHECK(explore_all(source).failures == Failures{});
  CHECK(explore_all_timeouts(source).failures.size() == 1);
}

TEST_CASE("a timer may be too fast for whoever cancels it") {
  const std::string source = R"(
import threading
class State: pass
def setup():
    s = State()
    s.ran = False
    return s
def run(s):
    def ring():
        s.ran = True
    timer = threading.Timer(3600, ring)
    timer.start()
    timer.cancel()
    timer.join()
threads = [run]
def invariant(s):
    return not s.ran
)";
  CHECK(explore_all(source).failures == Failures{});
  CHECK(explore_all_timeouts(source).failures.contains("invariant returned False"));
}

TEST_CASE("as much virtual time goes by as was to be waited for") {
  CHECK(explore_all_timeouts(R"(
import threading, time
def setup():
    return threading.Event()
def wait(event):
    start = time.monotonic()
    if not event.wait(60):
        assert time.monotonic() >= start + 60
threads = [wait, lambda event: event.set()]
)")
            .failures == Failures{});
}

TEST_CASE("of a thread's waits at one place three in a row time out early; a loop ends") {
  const std::string source = R"(
import queue, threading
class State: pass
def setup():
    s = State()
    s.queue = queue.Queue()
    s.stop = threading.Event()
    return s
def consume(s, rounds=0):
    while not s.stop.is_set():
        try:
            s.queue.get(timeout=0.1)
        except queue.Empty:
            rounds += 1
def produce(s):
    s.queue.put(1)
    s.stop.set()
threads = [consume, produce]
)";
  const Explored explored = explore_all_timeouts(source);
  CHECK(explored.failures == Failures{});
  CHECK_FALSE(explored.exploration.exhaustive);
  CHECK(explored.exploration.limits_hit ==
        std::vector<frontrun::engine::LimitHit>{frontrun::engine::LimitHit::early_timeouts});
  CHECK(explored.warnings ==
        std::vector<std::string>{"get at scenario_under_test.py:12: after 3 timeouts in a row, the next "
                                 "expires only when nothing else can run"});
  const std::string retrying = R"(
import threading
setup = threading.Lock
def take(lock):
    for _ in range(3):
        if lock.acquire(timeout=1):
            lock.release()
            return
    raise RuntimeError("gave up")
def hold(lock):
    with lock:
        pass
threads = [take, hold]
)";
  CHECK(explore_all(retrying).failures == Failures{});
  const Explored retried = explore_all_timeouts(retrying);
  CHECK(retried.failures == Failures{{"take raised RuntimeError: gave up (scenario_under_test.py:9)", 1}});
  CHECK(retried.exploration.limits_hit.empty());
  CHECK(retried.warnings.empty());
}
