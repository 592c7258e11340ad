#include "embed/random_scenario.hpp"

#include <fmt/format.h>

#include <array>
#include <random>

namespace frontrun::test {
namespace {

constexpr const char* kPrelude = R"PY(
import array, collections, copy, functools, heapq, bisect, operator, threading, weakref, itertools

class Plain:
    kind = 0
    def __init__(self):
        self.a = 0
        self.b = 0
    def bump(self):
        self.a += 1
        return self.a

class Sub(Plain):
    def bump(self):
        return super().bump() * 2

class Slots:
    __slots__ = ("a", "b")
    def __init__(self):
        self.a = 0
        self.b = 0

class Prop:
    def __init__(self):
        self._v = 0
    @property
    def v(self):
        return self._v
    @v.setter
    def v(self, value):
        self._v = value

class Lazy:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self.made = name
        return name

class Key:
    def __init__(self, n):
        self.n = n
    def __hash__(self):
        return 7
    def __eq__(self, other):
        return self.n == other.n
    def __lt__(self, other):
        return self.n < other.n
    def __repr__(self):
        return f"K{self.n}"

class Count(collections.Counter):
    pass

class Line(collections.deque):
    pass

class Mine(threading.local):
    pass

class Rows(list):
    def last(self):
        return self[-1]

K1, K2 = Key(1), Key(2)
glob = 0
table = {}

def plain(x):
    return x

class State:
    def __init__(self):
        self.p = Plain()
        self.q = Sub()
        self.slots = Slots()
        self.prop = Prop()
        self.lazy = Lazy()
        self.l = [3, 1, 2]
        self.m = []
        self.d = {"x": 1, "y": 2}
        self.keyed = {K1: 0}
        self.st = {1, 2}
        self.dq = collections.deque([1, 2])
        self.od = collections.OrderedDict(a=1, b=2)
        self.dd = collections.defaultdict(list)
        self.cnt = Count()
        self.ba = bytearray(b"ab")
        self.it = iter([10, 20, 30])
        self.gen = self.make()
        self.nested = {"in": [0, 0]}
        self.lock = threading.Lock()
        self.rlock = threading.RLock()
        self.ev = threading.Event()
        self.ref = weakref.ref(self.q)
        self.cell_get, self.cell_set, self.cell_inc = cells()
        self.ud = collections.UserDict()
        self.ids = itertools.count()
        self.line = Line([1])
        self.mine = Mine()
        self.rows = Rows([1])
        self.arr = array.array("i", [1, 2])
        self.out = {}
    def make(self):
        n = 0
        while True:
            n += 1
            self.p.b = n
            yield n

def cells():
    n = 0
    def get():
        return n
    def put(v):
        nonlocal n
        n = v
    def inc():
        nonlocal n
        n += 1
        return n
    return get, put, inc

def setup():
    global glob
    glob = 0
    table.clear()
    Plain.kind = 0
    return State()

def show(x, depth=0):
    if depth > 4:
        return "..."
    if isinstance(x, (int, str, bytes, type(None), float)):
        return repr(x)
    if isinstance(x, dict) or isinstance(x, collections.UserDict):
        return "{" + ", ".join(show(k, depth + 1) + ":" + show(v, depth + 1) for k, v in x.items()) + "}"
    if isinstance(x, (set, frozenset)):
        return "<" + ",".join(sorted(show(v, depth + 1) for v in x)) + ">"
    if isinstance(x, (list, tuple, collections.deque)):
        return "[" + ",".join(show(v, depth + 1) for v in x) + "]"
    if isinstance(x, array.array):
        return show(list(x))
    if isinstance(x, bytearray):
        return repr(bytes(x))
    if isinstance(x, Slots):
        return f"S({x.a},{x.b})"
    if isinstance(x, (Plain, Prop, Lazy)):
        return type(x).__name__ + show(sorted(x.__dict__.items()), depth + 1)
    if isinstance(x, Key):
        return repr(x)
    return type(x).__name__

def invariant(s):
    parts = {k: v for k, v in s.__dict__.items() if k not in ("gen", "it", "ids", "ref", "lock", "rlock", "ev", "mine", "cell_get", "cell_set", "cell_inc")}
    parts["glob"] = glob
    parts["table"] = table
    parts["kind"] = Plain.kind
    parts["cell"] = s.cell_get()
    parts["ev"] = s.ev._flag
    raise RuntimeError(show(parts))
)PY";

// `r` is where a thread keeps what it saw; `i` its number.
constexpr std::array kStatements = {
    // attributes
    "s.p.a += 1",
    "r = s.p.a; s.p.b = r + 1",
    "r = (s.p.a, s.p.b)",
    "s.p.a = i; s.p.b = i",
    "r = s.p.bump()",
    "r = s.q.bump()",
    "s.slots.a += 1",
    "r = s.slots.a; s.slots.b = r",
    "s.prop.v += 1",
    "r = s.prop.v",
    "r = s.lazy.made",
    "r = getattr(s.lazy, 'made', None)",
    "setattr(s.p, 'a', getattr(s.p, 'a') + 1)",
    "s.p.__dict__['a'] += 1",
    "r = vars(s.p)['a']",
    "s.p.__dict__.update(a=7, b=8)",
    "r = sorted(s.p.__dict__.items())",
    "r = operator.attrgetter('a')(s.p)",
    "r = hasattr(s.lazy, '__x')",
    "s.p.fresh = i",
    "r = getattr(s.p, 'fresh', -1)",
    "s.p.__dict__.pop('fresh', None)",
    "r = s.p.kind",
    "Plain.kind += 1",
    "r = (s.p.kind, s.q.kind)",
    "s.q.kind = 5",
    "r = copy.copy(s.p).__dict__['a']",
    "s.p.__class__ = Sub",
    "r = type(s.p).__name__",
    "r = object.__getattribute__(s.p, 'a')",
    "object.__setattr__(s.p, 'b', i)",
    // globals and cells
    "global glob; glob += 1",
    "r = globals()['glob']",
    "globals()['glob'] = 9",
    "r = s.cell_inc()",
    "s.cell_set(s.cell_get() + 1)",
    "table[i] = len(table)",
    // lists
    "s.l.append(i)",
    "r = s.l.pop()",
    "r = s.l.pop(0)",
    "s.l[0] += 1",
    "s.l[-1] = s.l[0]",
    "r = len(s.l)",
    "r = list(s.l)",
    "r = s.l[:]",
    "s.l[:] = [x * 2 for x in s.l]",
    "s.l += [i]",
    "s.l.extend([i, i])",
    "s.l.insert(0, i)",
    "s.l.sort()",
    "s.l.sort(key=plain)",
    "r = sorted(s.l, key=plain)",
    "s.l.reverse()",
    "s.l[0], s.l[1] = s.l[1], s.l[0]",
    "r = sum(s.l)",
    "r = sum(map(plain, s.l))",
    "r = 3 in s.l",
    "r = [x for x in s.l]",
    "a, *r = s.l",
    "r = [*s.l]",
    "r = max(s.l)",
    "r = s.l == [3, 1, 2]",
    "r = bool(s.m)",
    "r = s.m[0] if s.m else None",
    "s.m.append(i)",
    "del s.l[0]",
    "r = s.l.index(2)",
    "r = s.l * 2",
    "r = f'{s.l}'",
    "r = any(x == 9 for x in s.l)",
    "r = list(zip(s.l, s.l))",
    "r = list(enumerate(s.l))",
    "r = list(reversed(s.l))",
    "heapq.heappush(s.l, i)",
    "r = heapq.heappop(s.l)",
    "bisect.insort(s.l, i)",
    "l = s.l; l[i] = l[i] + 1",
    // dicts
    "s.d['x'] += 1",
    "s.d['y'] += 1",
    "s.d['n'] = i",
    "r = s.d.get('n')",
    "r = s.d.setdefault('n', i)",
    "r = s.d.pop('x', None)",
    "r = 'n' in s.d",
    "r = list(s.d)",
    "r = list(s.d.items())",
    "r = sorted(s.d.values())",
    "r = [k for k in s.d]",
    "r = {**s.d}",
    "s.d |= {'z': i}",
    "s.d.update(x=5)",
    "s.d.update({'w': 1, 'x': 3})",
    "r = len(s.d)",
    "del s.d['y']",
    "r = s.d.popitem()",
    "s.d.clear()",
    "r = s.d == {'x': 1, 'y': 2}",
    "s.keyed[K1] += 1",
    "s.keyed[K2] = i",
    "r = K2 in s.keyed",
    "s.nested['in'][0] += 1",
    "r = copy.deepcopy(s.nested)",
    "r = repr(s.nested)",
    "s.dd[1].append(i)",
    "r = s.dd[2]",
    "s.od['c'] = i",
    "s.od.move_to_end('a')",
    "r = s.od.popitem(last=False)",
    "r = list(s.od)",
    "s.cnt.update('ab')",
    "s.cnt['a'] += 1",
    "r = s.cnt.most_common(1)",
    "r = s.ud.setdefault('k', i)",
    "s.ud['k'] = i",
    // sets and others
    "s.st.add(5)",
    "s.st.discard(1)",
    "r = 5 in s.st",
    "r = len(s.st)",
    "r = sorted(s.st)",
    "s.st |= {6, 7}",
    "r = s.st & {1, 5}",
    "s.dq.append(i)",
    "r = s.dq.popleft()",
    "r = list(s.dq)",
    "r = s.dq[0]",
    "s.dq.rotate(1)",
    "s.ba[0] += 1",
    "s.ba.append(65)",
    "r = bytes(s.ba)",
    "r = next(s.it, None)",
    "r = next(s.gen)",
    "r = next(s.ids)",
    "r = s.ref() is None",
    "s.q = None",
    "r = functools.reduce(operator.add, s.l)",
    "r = operator.itemgetter('x')(s.d)",
    "operator.methodcaller('append', i)(s.l)",
    "functools.partial(s.l.append, i)()",
    "r = functools.partial(operator.getitem, s.l)(0)",
    "list.append(s.l, i)",
    "dict.__setitem__(s.d, 'x', i)",
    // subclasses of C types
    "s.line.append(i)",
    "r = len(s.line)",
    "r = s.line.pop() if s.line else None",
    "s.mine.x = i; r = s.mine.x",
    "r = s.rows.last()",
    "s.rows.append(i)",
    "s.rows += [i]",
    "s.arr[0] += 1",
    "s.arr.append(i)",
    "r = s.arr[0]",
    "r = len(s.arr)",
    "r = isinstance(s.p, Sub)",
    // locks
    "with s.lock: s.p.a += 1",
    "with s.lock: r = s.p.a",
    "with s.rlock:\n        with s.rlock: s.p.b += 1",
    "r = s.lock.acquire(False)",
    "r = s.lock.locked()",
    "r = s.ev.is_set()",
    "s.ev.set()",
    // control flow
    "r = s.p.a if s.p.a else s.p.b",
    "while s.m: s.m.pop()",
    "for x in s.l: s.p.a += x",
    "for k in s.d: r = s.d[k]",
    "r = 1 < s.p.a < 3",
    "if s.l and s.l[-1] == i: s.l.pop()",
    "if 'n' not in s.d: s.d['n'] = i",
    "try: r = s.d['n']\n    except KeyError: s.d['n'] = i",
    "if (n := s.p.a) is not None: s.p.b = n",
    "match s.l:\n        case [a, *_]: r = a\n        case _: r = None",
};

}  // namespace

std::string random_scenario(std::uint64_t seed) {
  // The generator's own numbers are the same everywhere; the standard's distributions are not.
  std::mt19937_64 random(seed);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  std::string source = kPrelude;
  std::string threads;
  const std::uint64_t count = below(4) == 0 ? 3 : 2;
  for (std::uint64_t t = 0; t < count; ++t) {
    source += fmt::format("\ndef thread{}(s):\n    i = {}\n    r = None\n", t, t);
    const std::uint64_t statements = 1 + below(count == 2 ? 3 : 2);
    std::string body;
    for (std::uint64_t k = 0; k < statements; ++k) body += fmt::format("    {}\n", kStatements[below(kStatements.size())]);
    if (body.find("global glob; ") != std::string::npos) {
      source += "    global glob\n";
      for (std::size_t at; (at = body.find("global glob; ")) != std::string::npos;) body.erase(at, 13);
    }
    source += body + "    s.out[i] = r\n";
    threads += fmt::format("thread{}, ", t);
  }
  return source + "\nthreads = [" + threads + "]\n";
}

}  // namespace frontrun::test
