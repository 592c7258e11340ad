// Programs whose number of Mazurkiewicz traces is known by a closed form or from the literature.
#include <Python.h>
#include <fmt/format.h>

#include "catch.hpp"
#include "embed/cpython/adapter.hpp"
#include "embed/explored.hpp"

using frontrun::engine::Divergence;
using frontrun::test::explore_all;
using frontrun::test::Explored;

namespace {

std::string threads(const std::string& callables) {
  return R"(
import threading

class State:
    def __init__(self):
        self.x = self.y = 0
        self.lock = threading.Lock()

setup = State

def increment(s):
    s.x += 1

def locked(s):
    with s.lock:
        s.x += 1

def write(s):
    s.x = 1

def read(s):
    s.x
)" + fmt::format("\nthreads = {}\n", callables);
}

std::uint64_t traces(const std::string& source) {
  const Explored explored = explore_all(source);
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.exploration.statistics.repeated == 0);
  CHECK(explored.exploration.statistics.blocked == 0);
  return explored.exploration.statistics.traces;
}

/// Thread states that are in the middle of something, this one's included.
int running_threads() {
  int count = 0;
  PyThreadState* state = Py_IsInitialized() != 0 ? PyInterpreterState_ThreadHead(PyThreadState_Get()->interp) : nullptr;
  for (; state != nullptr; state = PyThreadState_Next(state))
    count += frontrun::embed::cpython::current_frame(state) != nullptr ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("racy increments: (n!)^2 traces") {
  CHECK(traces(threads("[increment] * 2")) == 4);
  CHECK(traces(threads("[increment] * 3")) == 36);
}

TEST_CASE("locked increments: n! traces") {
  CHECK(traces(threads("[locked] * 2")) == 2);
  CHECK(traces(threads("[locked] * 3")) == 6);
}

TEST_CASE("n blind writers: n! traces") {
  std::uint64_t factorial = 1;
  for (std::uint64_t n = 2; n <= 6; ++n) CHECK(traces(threads(fmt::format("[write] * {}", n))) == (factorial *= n));
}

TEST_CASE("one writer and n readers: 2^n traces") {
  for (int n = 1; n <= 8; ++n) CHECK(traces(threads(fmt::format("[write] + [read] * {}", n))) == 1ULL << n);
}

TEST_CASE("what threads do to their own things orders nothing") {
  CHECK(traces(R"(
def setup(): return [None, None]
def make(i):
    def run(s):
        mine = []
        for k in range(5):
            mine.append({k: k})
        s[i] = len(mine) + sum(len(d) for d in mine)
    return run
threads = [make(0), make(1)]
)") == 1);
}

TEST_CASE("a class attribute that is written is read through instances and subclasses") {
  CHECK(traces(R"(
class Base:
    limit = 1
class Child(Base): pass
def setup():
    Base.limit = 1
    return Child()
def reader(s): s.limit
def writer(s): Base.limit = 2
threads = [reader, writer]
)") == 2);
}

TEST_CASE("C code that goes on after a callback is an operation of its own") {
  const Explored explored = explore_all(R"(
def setup(): return [3, 1, 2]
def order(l): l.sort(key=lambda x: -x)
def add(l): l.append(0)
threads = [order, add]
)");
  CHECK(explored.failures.count("order raised ValueError: list modified during sort (scenario_under_test.py:3)") == 1);
}

TEST_CASE("a name that turns out to be stored makes the exploration start over") {
  const Explored explored = explore_all(R"(
class Box: pass
def setup():
    b = Box()
    setattr(b, "value", 0)
    return b
def bump(b):
    seen = b.value
    setattr(b, "value", seen + 1)
threads = [bump, bump]
def invariant(b): return b.value == 2
)");
  CHECK(explored.exploration.statistics.traces == 4);
  CHECK(explored.failures.size() == 1);
  CHECK(explored.learned == std::vector<std::string>{"value"});
}

TEST_CASE("an unknown C function is taken to change what it is given, and named") {
  const Explored explored = explore_all(R"(
import _testcapi
def setup(): return {"k": 1}
def call(d): _testcapi.getargs_keyword_only(d)
def read(d): d["k"]
threads = [call, read]
def invariant(d): return True
)");
  CHECK(explored.exploration.statistics.traces == 2);
  CHECK(explored.warnings.size() == 1);
}

TEST_CASE("module state is put back between executions: names, classes, containers") {
  const Explored explored = explore_all(R"(
import copy
cache = {}
log = []
total = 0
class Point:
    made = 0
    def __init__(self):
        self.x = 0
setup = Point
def run(p):
    global total
    total += 1
    Point.made += 1
    cache.setdefault("k", total)
    log.append(1)
    copy.copy(p)
threads = [run]
def invariant(p): return total == 1 and Point.made == 1 and cache == {"k": 1} and log == [1] and "__slotnames__" in Point.__dict__
)");
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.failures.empty());
  for (int i = 0; i < 3; ++i)
    CHECK(explore_all("log = []\nthreads = [lambda: log.append(1)] * 2\ndef invariant(): return log == [1, 1]\n")
              .failures.empty());
}

TEST_CASE("an operation that would touch something else elsewhere is not taken for what it was here") {
  // The second pop finds the key gone and writes nothing; if it comes first, it does.
  const Explored explored = explore_all(R"(
class State:
    def __init__(self): self.d = {"x": 1}
setup = State
def pop(s): s.d.pop("x", None)
def copy(s): s.d = {**s.d}
threads = [pop, pop, copy]
def invariant(s): assert s.d == {}
)");
  CHECK(explored.exploration.statistics.traces == 10);
  CHECK(explored.failures.size() == 1);
}

TEST_CASE("an object at the address of one that has died is another one") {
  CHECK(traces(R"(
def setup(): return [None, None]
def make(i):
    def run(s):
        for k in range(3):
            mine = [k]
            mine.append(k)
        s[i] = mine
    return run
threads = [make(0), make(1)]
)") == 1);
}

TEST_CASE("random numbers are the same in every execution, also where a thread imports random") {
  const Explored explored = explore_all(R"(
def setup(): return []
def draw(l):
    import random
    l.append(random.random())
threads = [draw, draw]
def invariant(l): return sorted(l) == [0.7579544029403025, 0.8444218515250481]
)");
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.failures.empty());
}

TEST_CASE("of two exceptions in one trace it is always the same thread's that is reported") {
  const Explored explored = explore_all(R"(
def setup(): return {}
def first(d): d["missing"]
def second(d): d["missing"]
threads = [first, second]
)");
  CHECK(explored.exploration.statistics.traces == 1);
  CHECK(explored.failures.count("first raised KeyError: 'missing' (scenario_under_test.py:3)") == 1);
}

TEST_CASE("an execution that was found not to be deterministic leaves no thread behind") {
  const int before = running_threads();
  CHECK_THROWS_AS(explore_all(R"(
class Kept: pass
kept = Kept()
kept.counts = [0]  # no execution puts this back

class State:
    def __init__(self): self.x = self.y = 0

setup = State

def thread(s):
    kept.counts[0] += 1
    if kept.counts[0] % 3:
        s.x += 1
    s.y += 1

threads = [thread, thread]
)"),
                  Divergence);
  CHECK(running_threads() == before);
}
