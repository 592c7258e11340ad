// Threads that setup() starts, and those that are left running.
#include <set>
#include <string>

#include "catch.hpp"
#include "embed/explored.hpp"
#include "embed/usage_error.hpp"

using namespace frontrun::test;

namespace {

const std::string kState = R"(import queue, threading, time
class State:
    def __init__(self):
        self.x = self.y = 0
        self.stop = False
        self.event = threading.Event()
        self.lock = threading.Lock()
        self.cond = threading.Condition()
        self.queue = queue.Queue()
def start(function, *args, daemon=False):
    thread = threading.Thread(target=function, args=args, daemon=daemon)
    thread.start()
    return thread
def add(s): s.x += 1
)";

struct Found {
  std::uint64_t traces = 0;
  std::set<std::string> failures;
  bool operator==(const Found&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Found& found) {
  out << found.traces << " traces";
  for (const std::string& failure : found.failures) out << "; " << failure;
  return out;
}

Found explore(const std::string& body) {
  const Explored explored = explore_all(kState + body);
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.exploration.statistics.repeated == 0);
  Found found{explored.exploration.statistics.traces, {}};
  for (const auto& [message, count] : explored.failures) found.failures.insert(message);
  return found;
}

}  // namespace

TEST_CASE("threads that setup() starts and waits for run while it does") {
  const std::string check = "threads = {'one': add}\ndef invariant(s): return s.x == 2\n";
  for (const char* setup : {
           "    start(add, s).join()\n",
           "    start(add, s).join(timeout=5)\n",
           "    def work(): add(s); s.event.set()\n    start(work)\n    s.event.wait()\n",
           "    def work(): add(s); s.queue.put(1)\n    start(work)\n    s.queue.get()\n",
           "    def work():\n        add(s)\n        with s.cond: s.cond.notify()\n"
           "    with s.cond:\n        start(work)\n        s.cond.wait()\n",
           "    s.lock.acquire()\n    def work(): add(s); s.lock.release()\n    start(work)\n    s.lock.acquire()\n    "
           "s.lock.release()\n",
           // One waits for the other, in a loop; time passes.
           "    def work():\n        while not s.stop: pass\n        add(s)\n    def stop():\n        time.sleep(5)\n"
           "        s.event.wait(3)\n        s.stop = True\n    t = start(work)\n    start(stop).join()\n    t.join()\n"
           "    assert not t.is_alive()\n",
           "    t = start(add, s)\n    while t.is_alive(): time.sleep(0.1)\n",
           // A thread that is started meanwhile; an executor.
           "    start(lambda: start(add, s).join()).join()\n",
           "    from concurrent.futures import ThreadPoolExecutor\n    with ThreadPoolExecutor(2) as pool:\n"
           "        pool.submit(add, s).result()\n",
       }) {
    INFO(setup);
    CHECK(explore("def setup():\n    s = State()\n" + std::string(setup) + "    return s\n" + check) == Found{1, {}});
  }
}

TEST_CASE("a thread that setup() has waited for can be waited for again, or goes on with the others") {
  const std::string joins =
      "def setup():\n    s = State()\n    s.t = start(add, s)\n    s.t.join()\n    return s\n"
      "def again(s):\n    s.t.join()\n    assert not s.t.is_alive()\nthreads = [again, again]\n";
  CHECK(explore(joins) == Found{1, {}});
  // It has got to its second wait when the others begin; what wakes it counts from there.
  CHECK(explore("def work(s):\n    s.y = 1\n    s.event.set()\n    with s.cond: s.cond.wait()\n    s.x += 1\n"
                "    s.queue.put(s.x)\n"
                "def setup():\n    s = State()\n    start(work, s)\n    s.event.wait()\n    return s\n"
                "def one(s):\n    with s.cond: s.cond.notify()\n    s.queue.get()\n    assert s.x == 1\n"
                "threads = {'one': one}\n") ==
        Found{2, {"deadlock: setup.0 waits for State.cond, one waits for State.queue"}});
  CHECK(explore("def setup():\n    s = State()\n    start(add, s)\n    start(add, s).join()\n    return s\n"
                "threads = [lambda s: None]\ndef invariant(s): return s.x == 2\n")
            .failures.size() <= 1);
}

TEST_CASE("threads that setup() starts and does not wait for are explored") {
  CHECK(explore("def setup():\n    s = State()\n    start(add, s)\n    return s\nthreads = {'one': add}\n"
                "def invariant(s): return s.x == 2\n") == Found{4, {"invariant returned False"}});
  CHECK(explore("def work(s):\n    while True:\n        s.x += s.queue.get()\n        s.queue.task_done()\n"
                "def setup():\n    s = State()\n    start(work, s, daemon=True)\n    return s\n"
                "def one(s): s.queue.put(1); s.queue.join()\nthreads = {'one': one}\ndef invariant(s): return s.x == 1\n")
            .failures.empty());
}

TEST_CASE("a thread that nobody lets end is reported, joined or not; a daemon is not") {
  CHECK(explore("def one(s): start(s.event.wait)\nsetup = State\nthreads = {'one': one}\n").failures ==
        std::set<std::string>{"deadlock: one.0 waits for State.event"});
  CHECK(explore("def setup():\n    s = State()\n    start(s.event.wait)\n    return s\nthreads = {'one': add}\n").failures ==
        std::set<std::string>{"deadlock: setup.0 waits for State.event"});
  CHECK(explore("def spin(s):\n    while not s.stop: pass\n"
                "def one(s): start(spin, s)\nsetup = State\nthreads = {'one': one}\n")
            .failures.size() == 1);
  CHECK(explore("def one(s): start(add, s)\nsetup = State\nthreads = {'one': one}\ndef invariant(s): return s.x == 1\n") ==
        Found{1, {}});
  for (const char* loop : {"    s.event.wait()\n", "    while not s.stop: time.sleep(1)\n", "    while True: pass\n",
                           "    while True:\n        with s.lock:\n            if s.stop: return\n"}) {
    INFO(loop);
    CHECK(explore("def work(s):\n" + std::string(loop) +
                  "def one(s): start(work, s, daemon=True); add(s)\nsetup = State\nthreads = {'one': one}\n"
                  "def invariant(s): return s.x == 1\n")
              .failures.empty());
  }
}

TEST_CASE("an executor of setup() that nobody shuts down ends with the process") {
  CHECK(explore("from concurrent.futures import ThreadPoolExecutor\n"
                "def setup():\n    s = State()\n    s.pool = ThreadPoolExecutor(1)\n    s.pool.submit(add, s).result()\n"
                "    return s\ndef one(s): s.pool.submit(add, s)\nthreads = {'one': one}\n"
                "def invariant(s): return s.x == 2\n")
            .failures.empty());
  // Who waits at the exit is none of those that are in a deadlock.
  CHECK(explore("import concurrent.futures.thread\ndef one(s): s.event.wait()\nsetup = State\nthreads = {'one': one}\n") ==
        Found{1, {"deadlock: one waits for State.event"}});
}

TEST_CASE("setup() that waits for what never comes is a broken scenario") {
  for (const char* wait : {"start(s.event.wait).join()", "s.event.wait()", "s.lock.acquire(); s.lock.acquire()"}) {
    INFO(wait);
    const std::string body = "def setup():\n    s = State()\n    " + std::string(wait) + "\n    return s\nthreads = [add]\n";
    CHECK_THROWS_AS(explore_all(kState + body), frontrun::UsageError);
  }
}

TEST_CASE("the lock that is released as its thread ends is not to be had") {
  CHECK(explore("import _thread\ndef one(s): _thread._set_sentinel()\nsetup = State\nthreads = {'one': one}\n")
            .failures.begin()
            ->starts_with("one raised RuntimeError: frontrun: _thread._set_sentinel() is not under control"));
}
