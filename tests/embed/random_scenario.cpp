#include "embed/random_scenario.hpp"

#include <fmt/format.h>

#include <random>
#include <stdexcept>

namespace frontrun::test {
namespace {

constexpr const char* kImports =
    R"PY(import array, bisect, collections, contextlib, copy, csv, dataclasses, enum, functools, heapq, io, itertools
import json, marshal, math, operator, os, pickle, random, re, struct, sys, threading, types, weakref

observers = []  # what there is to see apart from the state's own attributes
)PY";

/// Shows the state after the threads; reading it changes it no more than that.
constexpr const char* kShow = R"PY(
def setup():
    return State()

def show(x, depth=0):
    if depth > 5:
        return "..."
    if type(x) in weakref.ProxyTypes:
        try:
            return "proxy" + show(x.n)
        except ReferenceError:
            return "dead"
    if x is None or isinstance(x, (int, str, bytes, float)):
        return repr(x)
    if isinstance(x, (dict, collections.UserDict, types.MappingProxyType)):
        return "{" + ", ".join(show(k, depth + 1) + ":" + show(v, depth + 1) for k, v in x.items()) + "}"
    if isinstance(x, (set, frozenset)):
        return "<" + ",".join(sorted(show(v, depth + 1) for v in x)) + ">"
    if isinstance(x, (list, tuple, collections.deque, array.array, collections.UserList)):
        return "[" + ",".join(show(v, depth + 1) for v in x) + "]"
    if isinstance(x, (bytearray, memoryview)):
        return repr(bytes(x))
    if isinstance(x, io.StringIO):
        return show(x.closed or (x.getvalue(), x.tell()))
    if isinstance(x, BaseException):
        return type(x).__name__ + show((x.args, getattr(x, "__notes__", None)))
    if isinstance(x, types.ModuleType):
        return show({k: v for k, v in sorted(x.__dict__.items()) if not k.startswith("__")}, depth + 1)
    if isinstance(x, random.Random):
        return repr(x.random())
    if hasattr(x, "__next__"):
        try:
            return "i" + show(list(itertools.islice(x, 3)), depth + 1)
        except Exception as e:
            return type(e).__name__
    if type(x).__module__ == __name__:
        slots = [(k, getattr(x, k, None)) for c in type(x).__mro__ for k in getattr(c, "__slots__", ()) if k != "__dict__"]
        return type(x).__name__ + show(slots + sorted(getattr(x, "__dict__", {}).items()), depth + 1)
    return type(x).__name__

def invariant(s):
    raise RuntimeError(show([(k, v) for k, v in s.__dict__.items()] + [o(s) for o in observers]))
)PY";

std::string indented(const std::string& text, int depth) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) result += std::string(static_cast<std::size_t>(4 * depth), ' ') + text.substr(at, end - at);
    result += '\n';
    at = end + 1;
  }
  return result;
}

bool mentions(const std::string& text, const char* word) { return text.find(word) != std::string::npos; }

/// What a thread raises is part of what it saw, and does not hide the rest of the state.
std::string scenario(const std::vector<const Group*>& groups, const std::vector<std::string>& bodies) {
  std::string source = kImports;
  for (const Group* group : groups) source += group->definitions;
  source += "\nclass State:\n    def __init__(self):\n";
  for (const Group* group : groups) source += indented(group->state, 2);
  source += fmt::format("        self.out = [None] * {}\n", bodies.size());
  source += kShow;
  std::string threads;
  for (std::size_t t = 0; t < bodies.size(); ++t) {
    source += fmt::format("\ndef thread{}(s):\n", t);
    if (mentions(bodies[t], "glob")) source += "    global glob\n";
    source += fmt::format("    i = {}\n    r = None\n    try:\n{}    except Exception as e:\n        r = type(e).__name__\n",
                          t, indented(bodies[t], 2));
    source += "    s.out[i] = r\n";
    threads += fmt::format("{}thread{}", t == 0 ? "" : ", ", t);
  }
  return source + "\nthreads = [" + threads + "]\n";
}

}  // namespace

std::string scenario_of(const Group& group, const std::vector<std::string>& statements) {
  return scenario({&group}, statements);
}

std::uint64_t number_of_pairs() {
  std::uint64_t pairs = 0;
  for (const Group& group : statement_groups()) pairs += group.statements.size() * (group.statements.size() + 1) / 2;
  return pairs;
}

std::string scenario_of_pair(std::uint64_t number) {
  std::uint64_t left = number - 1;
  for (const Group& group : statement_groups()) {
    for (std::size_t first = 0; first < group.statements.size(); ++first) {
      const std::uint64_t partners = group.statements.size() - first;
      if (left < partners) return scenario_of(group, {group.statements[first], group.statements[first + left]});
      left -= partners;
    }
  }
  throw std::out_of_range("there are fewer pairs");
}

std::string random_scenario(std::uint64_t seed) {
  // The generator's own numbers are the same everywhere; the standard's distributions are not.
  std::mt19937_64 random(seed);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  const std::vector<Group>& all = statement_groups();
  std::vector<const Group*> groups{&all[below(all.size())]};
  if (below(4) == 0) {
    if (const Group* other = &all[below(all.size())]; other != groups.front()) groups.push_back(other);
  }
  const std::uint64_t count = below(5) == 0 ? 3 : 2;
  std::vector<std::string> bodies;
  for (std::uint64_t t = 0; t < count; ++t) {
    std::string body;
    for (std::uint64_t k = count == 2 ? 1 + below(2) : 1; k > 0; --k) {
      const Group& group = *groups[below(groups.size())];
      body += group.statements[below(group.statements.size())] + "\n";
    }
    bodies.push_back(body);
  }
  return scenario(groups, bodies);
}

}  // namespace frontrun::test
