// Warnings about locks: taken in opposite orders without a deadlock, and never released. See embed/lock_order.hpp and
// embed/held_locks.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "catch.hpp"
#include "embed/explored.hpp"

using namespace frontrun::test;

namespace {

using Texts = std::vector<std::string>;

const std::string kState = R"(import threading, time
class State:
    def __init__(self):
        self.a, self.b, self.c, self.gate = [threading.Lock() for _ in range(4)]
        self.r = threading.RLock()
        self.cond = threading.Condition()
        self.flag = False
        self.turns = 0
setup = State
def run(*functions):
    ts = [threading.Thread(target=f) for f in functions]
    for t in ts: t.start()
    for t in ts: t.join()
)";

Explored explored(const std::string& body) { return explore_all(kState + body); }

/// The warnings, file names and lines left out.
Texts warnings(const Explored& explored) {
  static const std::regex place(R"( \(\S+\.py:\d+\)| at \S+\.py:\d+)");
  Texts texts;
  for (const std::string& text : explored.warnings) texts.push_back(std::regex_replace(text, place, ""));
  return texts;
}

Texts warnings(const std::string& body) {
  const Explored all = explored(body);
  CHECK(all.exploration.exhaustive);
  return warnings(all);
}

std::string opposite(const std::string& cycle) {
  return "locks are taken in opposite orders: " + cycle +
         "; no interleaving of this scenario deadlocks there, but another caller of this code may";
}

std::string held(const std::string& lock, const std::string& thread) {
  return fmt::format("{} is still locked when all threads have ended: {} took it", lock, thread);
}

const std::string kJoined = R"(
def ab(s):
    with s.a:
        with s.b: pass
def ba(s):
    with s.b:
        with s.a: pass
def one(s):
    ab(s)
    run(lambda: ba(s))
threads = {"one": one}
)";

}  // namespace

TEST_CASE("opposite orders that a join keeps apart: one warning, with both locks, threads and lines") {
  const Explored all = explored(kJoined);
  CHECK(all.failures.empty());
  REQUIRE(all.warnings.size() == 1);
  const std::string text = std::regex_replace(all.warnings[0], std::regex(R"([^\s(]+\.py:)"), "");
  CHECK(
      text.starts_with("locks are taken in opposite orders: one holds State.a (16) and takes State.b (17), "
                       "one.0 holds State.b (19) and takes State.a (20); no interleaving"));
}

TEST_CASE("opposite orders under a condition that threads set for one another") {
  CHECK(warnings("def one(s):\n    with s.a:\n        with s.b: s.flag = True\n"
                 "def two(s):\n    if s.flag:\n        with s.b:\n            with s.a: pass\nthreads = [one, two]\n")
            .size() == 1);
}

TEST_CASE("opposite orders in executions that differ: locks of setup() are the same in all of them") {
  // Whoever comes first takes both, the other one none.
  CHECK(warnings("def both(s, first, second):\n    with s.gate:\n        s.turns += 1\n        turn = s.turns\n"
                 "    if turn == 1:\n        with first:\n            with second: pass\n"
                 "threads = {'one': lambda s: both(s, s.a, s.b), 'two': lambda s: both(s, s.b, s.a)}\n")
            .size() == 1);
}

TEST_CASE("cycles of three, of reentrant locks, and of the lock that a wait takes again") {
  CHECK(warnings("def pair(x, y):\n    with x:\n        with y: pass\n"
                 "def one(s):\n    pair(s.a, s.b)\n    run(lambda: pair(s.b, s.c))\n    run(lambda: pair(s.c, s.a))\n"
                 "threads = [one]\n")
            .size() == 1);
  CHECK(warnings("def one(s):\n    with s.r:\n        with s.r:\n            with s.a: pass\n"
                 "    def other():\n        with s.a:\n            with s.r: pass\n    run(other)\nthreads = [one]\n")
            .size() == 1);
  CHECK(warnings("def waits(s):\n    s.cond.acquire()\n    s.a.acquire()\n    s.flag = True\n    s.cond.wait()\n"
                 "    s.a.release()\n    s.cond.release()\n"
                 "def wakes(s):\n    with s.cond:\n        if s.flag: s.cond.notify()\n"
                 "        else: s.cond.wait(1)\n"
                 "def one(s):\n    run(lambda: waits(s), lambda: [wakes(s), wakes(s)])\nthreads = [one]\n")
            .empty() == false);
}

TEST_CASE("locks that the threads make") {
  CHECK(warnings("def one(s):\n    a, b = threading.Lock(), threading.Lock()\n    def ab():\n        with a:\n"
                 "            with b: pass\n    def ba():\n        with b:\n            with a: pass\n"
                 "    run(ab)\n    run(ba)\nthreads = {'one': one}\n") ==
        Texts{opposite("one.0 holds lock and takes lock, one.1 holds lock and takes lock")});
  // The first lock that a thread makes is another one in another execution.
  CHECK(warnings("def one(s):\n    if s.flag: x, y = threading.Lock(), threading.Lock()\n"
                 "    else: y, x = threading.Lock(), threading.Lock()\n    def xy():\n        with x:\n"
                 "            with y: pass\n    run(xy)\n    run(xy)\n"
                 "def two(s): s.flag = True\nthreads = [one, two]\n")
            .empty());
}

TEST_CASE("what is no danger: one thread alone, a gate, locks that are only tried, signals") {
  for (const char* body : {
           "def one(s):\n    with s.a:\n        with s.b: pass\n    with s.b:\n        with s.a: pass\nthreads = [one]\n",
           "def both(s, x, y):\n    with s.gate:\n        with x:\n            with y: pass\n"
           "threads = [lambda s: both(s, s.a, s.b), lambda s: both(s, s.b, s.a)]\n",
           "def one(s):\n    with s.a:\n        with s.b: pass\n"
           "def two(s):\n    with s.b:\n        if s.a.acquire(False): s.a.release()\nthreads = [one, two]\n",
           "def both(s, x, y):\n    with x:\n        if y.acquire(False): y.release()\n"
           "threads = [lambda s: both(s, s.a, s.b), lambda s: both(s, s.b, s.a)]\n",
           // b is released by another thread than takes it.
           "def one(s):\n    with s.a: s.b.acquire()\n"
           "def two(s):\n    s.b.acquire()\n    with s.a: pass\n    s.b.release()\n"
           "def main(s):\n    run(lambda: one(s))\n    s.b.release()\n    run(lambda: two(s))\nthreads = [main]\n",
       }) {
    INFO(body);
    CHECK(warnings(body).empty());
  }
}

TEST_CASE("a gate that not all callers have does not help") {
  CHECK(warnings("def both(s, x, y):\n    with x:\n        with y: pass\n"
                 "def one(s):\n    with s.gate: both(s, s.a, s.b)\n    both(s, s.a, s.b)\n"
                 "    run(lambda: [s.gate.acquire(), both(s, s.b, s.a), s.gate.release()])\nthreads = [one]\n")
            .size() == 1);
}

TEST_CASE(
    "with a deadlock found on the locks there is no warning; nor does an exploration that was cut short promise much") {
  const std::string both =
      "def ab(s):\n    with s.a:\n        with s.b: pass\ndef ba(s):\n    with s.b:\n        with s.a: pass\n";
  const Explored deadlock = explored(both + "threads = [ab, ba]\n");
  CHECK(deadlock.failures.size() == 1);
  CHECK(deadlock.warnings.empty());
  const Explored cut = explore_all(kState + both + "threads = [ab, ba]\n", 1);
  CHECK(cut.failures.empty());
  REQUIRE(cut.warnings.size() == 1);
  CHECK(cut.warnings[0].ends_with("; no execution so far has deadlocked there, but another one may"));
}

TEST_CASE("a lock that is still locked at the end, once for each place") {
  CHECK(warnings("def one(s):\n    s.a.acquire()\n    s.turns = 1\ndef two(s): s.turns = 2\n"
                 "threads = {'one': one, 'two': two}\n") == Texts{held("State.a", "one")});
  CHECK(warnings("LOCK = threading.Lock()\ndef one(s): LOCK.acquire()\nthreads = {'one': one}\n") ==
        Texts{held("LOCK", "one")});
  CHECK(warnings("def one(s):\n    s.r.acquire()\n    s.r.acquire()\n    s.r.release()\nthreads = {'one': one}\n") ==
        Texts{held("State.r", "one")});
  CHECK(warnings("def one(s):\n    s.cond.acquire()\nthreads = {'one': one}\n") == Texts{held("State.cond", "one")});
  // Where it is taken depends on who is first.
  CHECK(warnings("def one(s):\n    if s.turns: s.a.acquire()\n    else:\n        s.a.acquire()\n"
                 "def two(s): s.turns = 2\nthreads = {'one': one, 'two': two}\n")
            .size() == 2);
  CHECK(warnings("threads = {'one': lambda s: s.a.acquire(timeout=1), 'two': lambda s: None}\n").size() == 2);
}

TEST_CASE("a lock that an execution leaves locked is free in the next, and the warning says where it was taken") {
  const Explored all = explored(
      "LOCK = threading.Lock()\ndef one(s):\n    assert LOCK.acquire(False)\n    s.turns = 1\n"
      "def two(s): s.turns = 2\nthreads = [one, two]\n");
  CHECK(all.failures.empty());
  CHECK(all.exploration.statistics.traces == 2);
  REQUIRE(all.warnings.size() == 1);
  CHECK(std::regex_search(all.warnings[0], std::regex(R"(took it at \S+\.py:16$)")));
}

TEST_CASE("what is not left locked") {
  for (const char* body : {
           // A signal: who takes it is not who releases it.
           "def setup():\n    s = State()\n    s.a.acquire()\n    return s\n"
           "threads = [lambda s: s.a.acquire(), lambda s: s.a.release()]\n",
           // By setup() alone.
           "def setup():\n    s = State()\n    s.a.acquire()\n    return s\nthreads = [lambda s: None]\n",
           // A daemon that is still at it.
           "def hold(s):\n    with s.a: threading.Event().wait()\n"
           "def one(s): threading.Thread(target=hold, args=(s,), daemon=True).start()\nthreads = [one]\n",
           // It has died, or is as new.
           "def one(s): threading.Lock().acquire()\nthreads = [one]\n",
           "def one(s):\n    lock = threading.Lock()\n    lock.acquire()\n    lock._at_fork_reinit()\nthreads = [one]\n",
           "def one(s): s.a.acquire(); s.a._at_fork_reinit()\nthreads = [one]\n",
           "import queue\ndef one(s):\n    q, e, b = queue.Queue(), threading.Event(), threading.Barrier(1)\n"
           "    s.keep = q, e, b, threading.Semaphore(3), threading.Thread(target=e.set)\n    q.put(1); e.set(); b.wait()\n"
           "    s.keep[-1].start(); s.keep[-1].join()\nthreads = [one]\n",
           "def one(s):\n    with s.cond: s.cond.wait(1)\nthreads = [one]\n",
       }) {
    INFO(body);
    Texts texts = warnings(body);
    std::erase_if(texts, [](const std::string& text) { return text.find("still locked") == std::string::npos; });
    CHECK(texts == Texts{});
  }
}
