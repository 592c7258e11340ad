// Loops that only wait: see embed/spinning.hpp.
#include <fmt/format.h>

#include <iostream>
#include <random>
#include <set>

#include "catch.hpp"
#include "embed/exhaustive.hpp"
#include "embed/explored.hpp"

using namespace frontrun::test;

namespace {

std::string scenario(const std::string& body) {
  return "import queue, threading, time\n\nclass State:\n    def __init__(self):\n        self.flag = False\n        "
         "self.other = "
         "False\n        self.x = 0\n        self.lock = threading.Lock()\n        self.queue = queue.Queue()\n        "
         "self.event = threading.Event()\n\nsetup = State\n\n" +
         body;
}

std::uint64_t traces(const std::string& body) {
  const Explored explored = explore_all(scenario(body));
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.exploration.statistics.repeated == 0);
  for (const auto& [message, count] : explored.failures) FAIL_CHECK(message);
  return explored.exploration.statistics.traces;
}

/// The messages of all failures.
std::set<std::string> failures(const std::string& body) {
  const Explored explored = explore_all(scenario(body));
  CHECK(explored.exploration.exhaustive);
  std::set<std::string> messages;
  for (const auto& [message, count] : explored.failures) messages.insert(message.substr(0, message.find(':')));
  return messages;
}

const std::string kSetter = R"(
def setter(s):
    s.x = 1
    s.flag = True
)";

}  // namespace

TEST_CASE("a loop that waits for a flag: the write comes before its first read, or the read is not repeated before it") {
  for (const char* loop :
       {"    while not s.flag:\n        pass\n", "    while True:\n        if s.flag:\n            break\n",
        "    while not s.flag:\n        time.sleep(0.01)\n",
        "    while not s.flag: print('waiting', end='') if False else None\n",
        "    done = False\n    while not done:\n        done = s.flag\n"}) {
    INFO(loop);
    CHECK(traces(kSetter + "def wait(s):\n" + loop + "    assert s.x == 1\n\nthreads = [wait, setter]\n") == 2);
  }
}

TEST_CASE("n writes to the flag: each comes before a read that finds it false or is among those it waits for: 2^n") {
  for (int n = 1; n <= 5; ++n) {
    std::string body = "def wait(s):\n    while s.x < " + std::to_string(n) + ":\n        pass\n\ndef count(s):\n";
    for (int i = 1; i <= n; ++i) body += fmt::format("    s.x = {}\n", i);
    CHECK(traces(body + "\nthreads = [wait, count]\n") == 1ULL << n);
  }
}

TEST_CASE("loops on the primitives: what fails and what only looks changes nothing") {
  CHECK(traces("def get(s):\n    while s.queue.empty():\n        time.sleep(0.01)\n    s.queue.get()\n"
               "def put(s):\n    s.queue.put(1)\nthreads = [get, put]\n") == 2);
  CHECK(traces("def get(s):\n    while True:\n        try:\n            s.queue.get_nowait()\n        except queue.Empty:\n"
               "            continue\n        break\ndef put(s):\n    s.queue.put(1)\nthreads = [get, put]\n") == 2);
  CHECK(traces("def wait(s):\n    while not s.event.is_set():\n        pass\n"
               "def put(s):\n    s.event.set()\nthreads = [wait, put]\n") == 2);
  // Of two threads one is first; the other one comes before its release (and after its acquire), or not.
  CHECK(traces("def locked(s):\n    while not s.lock.acquire(False):\n        pass\n    s.x += 1\n    s.lock.release()\n"
               "threads = [locked] * 2\ndef invariant(s): return s.x == 2\n") == 4);
  CHECK(traces("def main(s):\n    t = threading.Thread(target=lambda: None)\n    t.start()\n    while t.is_alive():\n"
               "        time.sleep(0.1)\nthreads = [main]\n") == 2);
  CHECK(traces("def main(s):\n    ts = [threading.Thread(target=lambda: None) for _ in range(2)]\n    for t in ts:\n"
               "        t.start()\n    while any(t.is_alive() for t in ts):\n        time.sleep(0.1)\nthreads = [main]\n") >
        2);
}

TEST_CASE("loops under a lock: taking and releasing it changes nothing that anybody has noticed") {
  const std::string set = "def set(s):\n    with s.lock: s.flag = True\n";
  for (const char* loop : {
           "    while True:\n        with s.lock:\n            if s.flag: break\n",
           "    done = False\n    while True:\n        s.lock.acquire()\n        done = s.flag\n        s.lock.release()\n"
           "        if done: break\n",
           "    done = False\n    while not done:\n        with s.lock: done = s.flag\n        time.sleep(0.01)\n",
           "    def ready():\n        with s.lock: return s.flag\n    while not ready(): pass\n",
       }) {
    INFO(loop);
    CHECK(traces("def wait(s):\n" + std::string(loop) + set + "threads = [wait, set]\n") == 2);
  }
  const std::string other = "def setup():\n    s = State()\n    s.lock = {}\n    return s\n";
  for (const char* lock : {"threading.RLock()", "threading.Condition()", "threading.Condition(threading.Lock())"}) {
    INFO(lock);
    CHECK(traces(fmt::format(fmt::runtime(other), lock) +
                 "def wait(s):\n    while True:\n        with s.lock:\n            if s.flag: break\n" + set +
                 "threads = [wait, set]\n") == 2);
  }
  CHECK(traces("def setup():\n    s = State()\n    s.lock = threading.RLock()\n    return s\n"
               "def ready(s):\n    with s.lock: return s.flag\n"
               "def wait(s):\n    while True:\n        with s.lock:\n            if ready(s): break\n" +
               set + "threads = [wait, set]\n") == 2);
  // Of two that wait for items, each with its own first round before or after the other's: whoever gets the first one is
  // followed by the other, or not.
  CHECK(traces("def setup():\n    s = State()\n    s.items = []\n    return s\n"
               "def get(s):\n    while True:\n        with s.lock:\n            if s.items:\n"
               "                s.x += s.items.pop()\n                break\n"
               "def put(s):\n    for i in 1, 2:\n        with s.lock: s.items.append(i)\n"
               "threads = [get, get, put]\ndef invariant(s): return s.x == 3\n") > 2);
  CHECK(failures("def wait(s):\n    while True:\n        with s.lock:\n            if s.flag: break\nthreads = [wait]\n") ==
        std::set<std::string>{"livelock"});
}

TEST_CASE("a loop under a lock that others notice is repeated") {
  // One round is enough to be noticed in a row, but not for what is seen between.
  const Explored explored =
      explore_all(scenario("def wait(s):\n    while True:\n        with s.lock:\n            if s.flag: break\n"
                           "def look(s):\n    s.x = tuple(s.lock.locked() for i in range(3))\n    s.flag = True\n"
                           "threads = [wait, look]\ndef invariant(s): raise RuntimeError(repr(s.x))\n"));
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.failures.size() == 8);
}

TEST_CASE("a loop that nobody is left to end is a livelock") {
  CHECK(failures("def wait(s):\n    while not s.flag:\n        pass\ndef other(s):\n    s.flag = False\n"
                 "threads = [wait, other]\n") == std::set<std::string>{"livelock"});
  CHECK(failures("def wait(s):\n    while True:\n        pass\nthreads = [wait]\n") == std::set<std::string>{"livelock"});
  // Whoever holds the lock spins: the others wait, which is no deadlock of its own.
  CHECK(failures("def wait(s):\n    with s.lock:\n        while not s.flag:\n            pass\n"
                 "def other(s):\n    with s.lock:\n        s.flag = True\nthreads = [wait, other]\n") ==
        std::set<std::string>{"livelock"});
  CHECK(failures("def wait(s):\n    while not s.event.wait(0.1):\n        pass\nthreads = [wait]\n") ==
        std::set<std::string>{"livelock"});
}

TEST_CASE("a daemon may spin for ever") {
  CHECK(failures("def main(s):\n    def spin():\n        while not s.flag:\n            time.sleep(1)\n"
                 "    threading.Thread(target=spin, daemon=True).start()\n    s.x = 1\nthreads = [main]\n")
            .empty());
}

TEST_CASE("an iteration that changes something of its own is repeated") {
  for (const char* loop : {
           "    n = 0\n    while n < 3 and not s.flag:\n        n += 1\n    s.x = n\n",
           "    mine = []\n    while not s.flag and len(mine) < 3:\n        mine.append(1)\n    s.x = len(mine)\n",
           "    mine = iter([1, 2, 3])\n    while not s.flag and next(mine, None):\n        pass\n    s.x = "
           "len(list(mine))\n",
           "    mine = iter([1, 2, 3])\n    while not s.flag:\n        for i in mine:\n            break\n        else:\n"
           "            break\n    s.x = len(list(mine))\n",
           "    def count():\n        for i in range(3):\n            yield i\n    mine = count()\n"
           "    while not s.flag and next(mine, None) is not None:\n        pass\n    s.x = len(list(mine))\n",
           "    mine = map(int, '123')\n    while not s.flag and any(mine):\n        pass\n    s.x = len(list(mine))\n",
           "    class Box: n = 0\n    box = Box()\n    while not s.flag and box.n < 3:\n        box.n += 1\n    s.x = "
           "box.n\n",
           "    n = 0\n    def more():\n        nonlocal n\n        n += 1\n        return n < 3\n"
           "    while not s.flag and more():\n        pass\n    s.x = n\n",
           "    mine = threading.local()\n    mine.n = 0\n    while not s.flag and mine.n < 3:\n        mine.n += 1\n"
           "    s.x = mine.n\n",
           "    def times():\n        end = time.monotonic() + 5\n        while not s.flag and time.monotonic() < end:\n"
           "            time.sleep(1)\n    times()\n    s.x = 3\n",
           "    for i in range(3):\n        while not s.flag:\n            break\n    s.x = 3\n",
           "    box = [0]\n    while not s.flag and box[0] < 3:\n        n = box[0] + 1\n        del box\n        box = "
           "[n]\n"
           "        del n\n    s.x = box[0]\n",
           "    lock = threading.RLock()\n    n = 0\n    lock.acquire()\n    while not s.flag and n < 3:\n"
           "        lock.acquire()\n        n = int(repr(lock).split('count=')[1][0])\n    s.x = 3\n",
       }) {
    INFO(loop);
    const Explored explored = explore_all(scenario("def loop(s):\n" + std::string(loop) +
                                                   "def other(s):\n    if s.x == -1:\n        s.flag = True\n"
                                                   "threads = [loop, other]\ndef invariant(s): return s.x == 3\n"));
    CHECK(explored.exploration.exhaustive);
    // What the loop leaves behind must not be what one round leaves.
    for (const auto& [message, count] : explored.failures) CHECK(message.find("livelock") == std::string::npos);
  }
}

// ---- brute force --------------------------------------------------------------------------------------------------------

namespace {

/// Two or three threads of statements that wait for one another's flags, among others. `locks`: also under locks, which
/// others wait for, try and look at.
std::string random_spinning(std::uint64_t seed, bool locks) {
  std::mt19937_64 random(seed);
  const auto pick = [&](std::uint64_t n) { return random() % n; };
  const std::vector<std::string> flags =
      locks ? std::vector<std::string>{"s.a", "s.b"} : std::vector<std::string>{"s.a", "s.b", "s.c"};
  const std::vector<std::uint64_t> under_locks{9, 10, 11, 12, 13, 14, 14, 14, 15, 15, 16, 16, 17, 17};
  const auto flag = [&] { return flags[pick(flags.size())]; };
  const std::vector<std::string> all_locks{"s.l", "s.l", "s.m", "s.n"};
  const auto lock = [&] { return all_locks[pick(all_locks.size())]; };
  const std::uint64_t threads = locks ? 2 : 2 + pick(2);
  std::string text =
      "import threading\nclass State:\n    def __init__(self):\n        self.a = self.b = self.c = 0\n"
      "        self.seen = [None] * 3\n        self.l = threading.Lock()\n        self.m = threading.RLock()\n"
      "        self.n = threading.Condition()\n"
      "def setup(): return State()\n";
  std::string names;
  for (std::uint64_t thread = 0; thread < threads; ++thread) {
    text += fmt::format("def thread{}(s):\n    r = 0\n", thread);
    for (std::uint64_t i = 0, n = 1 + pick(2) + (threads == 2 ? pick(2) : 0); i < n; ++i) {
      switch (locks && pick(4) != 0 ? under_locks[pick(under_locks.size())] : pick(9)) {
        case 0:
          text += fmt::format("    while not {}:\n        pass\n", flag());
          break;
        case 1:
          text += fmt::format("    while {} or not {}:\n        pass\n", flag(), flag());
          break;
        case 2:
          text += fmt::format("    while True:\n        r = {}\n        if r or {}:\n            break\n", flag(), flag());
          break;
        case 3:
          text += fmt::format("    while {} and r < 2:\n        r += 1\n", flag());
          break;
        case 4:
          text += fmt::format("    while not {} and not {}:\n        r = 1\n", flag(), flag());
          break;
        case 5:
          text += fmt::format("    {} = {}\n", flag(), pick(2));
          break;
        case 6:
          text += fmt::format("    {} = {}\n", flag(), 1 + pick(2));
          break;
        case 7:
          text += fmt::format("    {} += 1\n", flag());
          break;
        case 8:
          text += fmt::format("    r = {} * 10 + {}\n", flag(), flag());
          break;
        case 9:
        case 10:
          text += fmt::format("    while True:\n        with {}:\n            if {}: break\n", lock(), flag());
          break;
        case 11:
          text += fmt::format("    while True:\n        with s.m:\n            with s.m:\n                if {}: break\n",
                              flag());
          break;
        case 12:
          text += fmt::format("    with {}:\n        while not {}: pass\n", lock(), flag());
          break;
        case 13:
          text += fmt::format("    while not {}:\n        with s.l: r = {}\n", flag(), flag());
          break;
        case 14:
          text += fmt::format("    with {}:\n        {} = {}\n", lock(), flag(), pick(3));
          break;
        case 15:
          text += fmt::format("    with {}:\n        r = {}\n        {} = 1\n", lock(), flag(), flag());
          break;
        case 16:
          text +=
              "    for i in range(3):\n        r *= 2\n        if s.l.acquire(False):\n            r += 1\n"
              "            s.l.release()\n";
          break;
        default:
          text += "    for i in range(3): r = r * 2 + s.l.locked()\n";
      }
    }
    text += fmt::format("    s.seen[{}] = r\n", thread);
    names += fmt::format("{}thread{}", thread == 0 ? "" : ", ", thread);
  }
  return text + "def invariant(s): raise RuntimeError(repr((s.a, s.b, s.c, s.seen)))\nthreads = [" + names + "]\n";
}

/// Compares the final states of random programs with those of all their interleavings.
void compare(bool locks) {
  constexpr std::uint64_t kPrograms = 150;
  std::uint64_t compared = 0, livelocks = 0, endings = 0;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    const std::string source = random_spinning(seed, locks);
    const Explored explored = explore_all(source, 3000);
    if (!explored.exploration.exhaustive) continue;
    const Exhaustive all = explore_every_interleaving(source, 2000);
    if (!all.complete) continue;
    ++compared;
    std::set<std::string> found;
    for (const auto& [message, count] : explored.failures) {
      if (message.starts_with("livelock")) {
        ++livelocks;
      } else {
        found.insert(message);
      }
    }
    endings += found.size();
    INFO("seed " << seed << "\n" << source);
    CHECK(found == all.endings);
  }
  std::cout << "spinning" << (locks ? " under locks" : "") << ": " << compared << " of " << kPrograms
            << " programs compared, " << endings << " final states, " << livelocks << " livelocks\n";
  CHECK(compared * 5 >= kPrograms * 2);
}

}  // namespace

TEST_CASE("random programs that spin: leaving idle iterations out changes no final state") { compare(false); }

TEST_CASE("random programs that spin under locks") { compare(true); }
