// Objects that are the same in every execution: no trace is explored twice, and none is missed, where threads use what they
// have made themselves, or keys whose hash is an address.
#include "catch.hpp"
#include "explored.hpp"

namespace frontrun::test {
namespace {

/// The number of traces; none was explored twice.
std::uint64_t traces(const std::string& source) {
  const Explored explored = explore_all(source);
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.exploration.statistics.repeated == 0);
  CHECK(explored.exploration.statistics.blocked == 0);
  return explored.exploration.statistics.traces;
}

}  // namespace

TEST_CASE("objects that threads make and share are the same in every execution") {
  // What a thread and the reader do to one object: nothing (not there yet), or two racy increments, 4 traces. Twice.
  CHECK(traces(R"(
class Box:
    n = 0

class State:
    a = b = None

setup = State

def tick(box):
    box.n = box.n + 1

def make_a(s):
    box = Box()
    s.a = box
    tick(box)

def make_b(s):
    box = Box()
    s.b = box
    tick(box)

def use(s):
    if (box := s.a) is not None:
        tick(box)
    if (box := s.b) is not None:
        tick(box)

threads = [make_a, make_b, use]
)") == 25);
}

TEST_CASE("objects that threads give to the threads that they start are the same in every execution") {
  CHECK(traces(R"(
import threading

class Box:
    n = 0

def tick(box):
    box.n = box.n + 1

def parent():
    box = Box()
    child = threading.Thread(target=tick, args=(box,))
    child.start()
    tick(box)
    child.join()

threads = [parent, parent]
)") == 4 * 4);
}

TEST_CASE("objects that threads pass on by a queue are the same in every execution") {
  // Two orders of puts and gets, times who puts and who gets first; then two pairs of racy increments.
  CHECK(traces(R"(
import queue

class Box:
    n = 0

setup = queue.Queue

def tick(box):
    box.n = box.n + 1

def give(boxes):
    box = Box()
    boxes.put(box)
    tick(box)

def take(boxes):
    tick(boxes.get())

threads = [give, take, give, take]
)") == 2 * 2 * 2 * 4 * 4);
}

TEST_CASE("keys that are compared by identity are told apart by what they are, not by where they lie") {
  // Keys at new addresses in every execution. Two racy increments; hashing in Python makes two operations of each access.
  const auto [body, expected] =
      GENERATE(table<std::string, std::uint64_t>({{"pass", 4}, {"__hash__ = lambda key: id(key)", 24}}));
  CHECK(traces("class Key:\n    " + body + R"(

lasting = [[]]

def setup():
    key = Key()
    lasting[0].append(key)
    return {key: 0}, key

def tick(state):
    counts, key = state
    counts[key] = counts[key] + 1

threads = [tick, tick]
)") == expected);
}

TEST_CASE("threads that collect garbage hide no race") {
  const Explored explored = explore_all(R"(
import gc

class State:
    n = 0

setup = State

def tick(s):
    s.n = s.n + 1

def collect(s):
    gc.collect()

threads = [tick, tick, collect]

def invariant(s):
    return s.n == 2
)");
  CHECK(explored.exploration.statistics.traces == 4);
  CHECK(explored.failures.at("invariant returned False") == 2);
}

}  // namespace frontrun::test
