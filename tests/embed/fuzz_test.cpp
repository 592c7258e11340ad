// What is taken for invisible, or for independent, must be: exploring the traces of a program has to find exactly the final
// states that a search finds which lets threads switch before every instruction and knows nothing of operations.
//
// FRONTRUN_FUZZ_FIRST and FRONTRUN_FUZZ_PROGRAMS choose the programs: `./dev fuzz N`.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "catch.hpp"
#include "embed/exhaustive.hpp"
#include "embed/explored.hpp"
#include "embed/random_scenario.hpp"

using namespace frontrun::test;

namespace {

// Larger programs say nothing more and take long.
constexpr std::uint64_t kMostTraces = 2000;
constexpr std::uint64_t kMostExecutions = 2500;

struct Count {
  std::uint64_t programs = 0;
  std::uint64_t compared = 0;  ///< both sides were searched to the end
  std::uint64_t included = 0;  ///< only the traces were: what the other search came across is among them
  std::uint64_t states = 0;
  std::uint64_t endings = 0;
  std::uint64_t unlike = 0;  ///< see Exhaustive
};

/// What the two searches do not agree on, as lines of comment; empty if there is nothing.
std::string differences(const std::string& source, Count& count) {
  ++count.programs;
  const Explored traces = explore_all(source, kMostTraces);
  if (!traces.exploration.exhaustive) return {};
  const Exhaustive all = explore_every_interleaving(source, kMostExecutions);
  ++(all.complete ? count.compared : count.included);
  count.states += all.states;
  count.unlike += all.unlike;
  count.endings += all.endings.size();
  std::string lines;
  for (const std::string& ending : all.endings) {
    if (!traces.failures.contains(ending)) lines += "# missed by exploring traces: " + ending + "\n";
  }
  for (const auto& [ending, of_traces] : traces.failures) {
    if (all.complete && !all.endings.contains(ending)) lines += "# found though it cannot be reached: " + ending + "\n";
  }
  return lines;
}

/// As it is, so that it can be saved and checked: Catch2 would break its lines.
void print(const std::string& title, const std::string& lines, const std::string& source) {
  std::cout << "\n# ---- " << title << " ----\n" << lines << source << std::flush;
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

namespace {

/// Holds `programs` programs against all interleavings, from the `first` on.
void compare(const std::string& what, std::uint64_t first, std::uint64_t programs,
             const std::function<std::string(std::uint64_t)>& source_of) {
  Count count;
  std::uint64_t failed = 0;
  for (std::uint64_t number = first; number < first + programs; ++number) {
    const std::string source = source_of(number);
    std::string lines;
    try {
      lines = differences(source, count);
    } catch (const std::exception& error) {
      lines = std::string("# ") + error.what() + "\n";
    }
    if (lines.empty()) continue;
    ++failed;
    print(what + " " + std::to_string(number), lines, source);
  }
  std::cout << "fuzz: " << programs << " programs from " << what << " " << first << ": " << count.compared
            << " searched to the end, " << count.included << " in part, " << count.programs - count.compared - count.included
            << " passed by; " << count.states << " states, " << count.endings << " final ones, " << count.unlike
            << " taken for new wrongly; " << failed << " failed\n";
  CHECK(failed == 0);
  // A test that passes because everything was too large is none.
  CHECK(count.compared * 100 >= programs * 75);
}

}  // namespace

TEST_CASE("random programs: exploring traces finds the final states of all interleavings, and no others", "[fuzz]") {
  compare("seed", from_environment("FRONTRUN_FUZZ_FIRST", 1), from_environment("FRONTRUN_FUZZ_PROGRAMS", 500),
          random_scenario);
}

TEST_CASE("every two statements of the grammar that can meet, one thread each", "[.][pairs]") {
  const std::uint64_t first = from_environment("FRONTRUN_FUZZ_FIRST", 1);
  const std::uint64_t pairs = number_of_pairs();
  compare("pair", first, std::min(from_environment("FRONTRUN_FUZZ_PROGRAMS", pairs), pairs + 1 - first), scenario_of_pair);
}

TEST_CASE("programs whose final states were missed once") {
  struct Case {
    const char* name;
    Group group;
    std::vector<std::string> threads;
  };
  const std::vector<Case> cases = {
      {"a file made anew, and a standard stream that stays replaced",
       {"", "self.io = io.StringIO('ab')\nself.by = io.BytesIO(b'cd')", {}},
       {"sys.stdout, s.old = s.io, sys.stdout", "s.by.__init__(b'k')", "pickle.dump(i, s.by)"}},
      {"the end of an object that another thread has at hand",
       {"class Node: n = 0\n", "self.node = Node()\nself.ref = weakref.ref(self.node)", {}},
       {"del s.node", "r = s.ref() is None", "s.node.n"}},
      {"the end of an object that a weak reference has found",
       {"class Node: n = 0\n", "self.node = Node()\nself.ref = weakref.ref(self.node)", {}},
       {"x = s.ref(); r = x and x.n", "s.node = None; r = s.ref() is None"}},
      {"a finalizer, which the last thread that has the object runs",
       {"class Node:\n    n = 0\n    def __init__(self, log): self.log = log\n    def __del__(self): "
        "self.log.append(self.n)\n",
        "self.log = []\nself.node = Node(self.log)",
        {}},
       {"s.node = None; r = len(s.log)", "s.node.n += 1; r = len(s.log)"}},
      {"the code of a function that is called",
       {"def fresh():\n    def f(x=1, *, y=2): return x + y\n    return f\n", "self.fn = fresh()", {}},
       {"r = s.fn()", "s.fn.__code__ = (lambda: 0).__code__", "s.fn.__kwdefaults__['y'] = 7"}},
      {"an attribute that a function keeps by itself",
       {"def fresh():\n    def f(): pass\n    return f\n", "self.fn = fresh()", {}},
       {"s.fn.__name__ = 'g'", "r = s.fn.__name__"}},
      {"a variable through its cell",
       {"def cells():\n    n = 0\n    def inc():\n        nonlocal n\n        n += 1\n        return n\n    return inc\n",
        "self.inc = cells()",
        {}},
       {"r = s.inc.__closure__[0].cell_contents", "r = s.inc()"}},
      {"a C function called back by C", {"", "self.l = [3, 1]", {}}, {"r = operator.call(s.l.pop)", "r = len(s.l)"}},
      {"a C function called back by an iterator",
       {"", "self.l = [3, 1]", {}},
       {"r = list(map(s.l.append, [1]))", "r = len(s.l)"}},
      {"a cache called back by an iterator",
       {"def make():\n    return functools.lru_cache(None)(lambda x: x)\nobservers.append(lambda s: s.f.cache_info())\n",
        "self.f = make()",
        {}},
       {"r = list(map(s.f, [2, 2]))", "s.f.cache_clear()"}},
      {"the class that a pattern asks for",
       {"class One: pass\nclass Two: pass\n", "self.c = One()", {}},
       {"match s.c:\n    case Two(): r = 2\n    case One(): r = 1", "s.c.__class__ = Two"}},
      {"a descriptor that decides where a store goes",
       {"class Prop:\n    def __init__(self): self._v = 0\n    @property\n    def v(self): return self._v\n"
        "    @v.setter\n    def v(self, value): self._v = value\n",
        "self.pr = Prop()",
        {}},
       {"Prop.v = 12", "setattr(s.pr, 'v', 7)"}},
      {"a special method",
       {"class Base: pass\n", "self.base = Base()", {}},
       {"Base.__len__ = lambda self: 3", "r = len(s.base)"}},
      {"a weak reference, while somebody else refers to its object",
       {"class Node: pass\n", "self.node = Node()\nself.ref = weakref.ref(self.node)", {}},
       {"s.keep = s.ref()", "s.node = Node()"}},
      {"a weak reference that is made and called at once",
       {"class Node: pass\n", "self.node = Node()", {}},
       {"r = weakref.ref(s.node)() is None", "s.node = Node()"}},
      {"an exception's attributes",
       {"", "self.exc = KeyError('a')", {}},
       {"s.exc.__cause__ = KeyError()", "r = s.exc.__suppress_context__", "r = s.exc.args; s.exc.__init__('c')"}},
      {"notes of an exception",
       {"", "self.exc = KeyError('a')", {}},
       {"s.exc.add_note('n')", "r = getattr(s.exc, '__notes__', None)"}},
      {"bytes joined of what changes",
       {"", "self.ba = bytearray(b'ab')", {}},
       {"s.ba.append(65)", "r = b''.join([s.ba, b'-'])"}},
      {"an instance's dict, replaced before there was one",
       {"class Box:\n    def __init__(self):\n        self.a = 1\n        self.b = 2\n", "self.box = Box()", {}},
       {"r = s.box.b; del s.box.a", "s.box.__dict__ = {'a': 5}"}},
      {"items of a list that are compared",
       {"", "self.deep = [[0]]", {}},
       {"s.deep[0].append(0)", "r = [0, 0] in [s.deep[0]]"}},
      {"what a mappingproxy goes over",
       {"", "self.d = {'x': 1}\nself.proxy = types.MappingProxyType(self.d)", {}},
       {"r = list(s.proxy)", "s.d['y'] = 4"}},
      {"an iterator that a dict is made of",
       {"", "self.ids = iter([1, 2, 3])", {}},
       {"r = dict(zip('xy', s.ids))", "r = s.ids.__next__()"}},
      {"a class by its __dict__",
       {"class Base:\n    kind = 0\n", "Base.kind = 0", {}},
       {"Base.kind += 1", "type.__setattr__(Base, 'kind', 7); r = Base.__dict__['kind']"}},
      {"an unbound method, called by an iterator",
       {"", "self.l = [3, 1]", {}},
       {"r = list(map(list.append, [s.l], [1]))", "r = len(s.l)"}},
      {"an unbound method, called by operator.call",
       {"", "self.l = [3, 1]", {}},
       {"operator.call(list.append, s.l, 1)", "r = len(s.l)"}},
      {"a function of operator, called by an iterator",
       {"", "self.l = [3, 1]", {}},
       {"r = list(map(operator.setitem, [s.l], [0], [5]))", "r = s.l[0]"}},
      {"an object of operator, called by an iterator",
       {"", "self.l = [3, 1]", {}},
       {"r = list(map(operator.methodcaller('append', 3), [s.l]))", "r = list(map(operator.itemgetter(-1), [s.l]))"}},
      {"an attribute read by an iterator",
       {"", "self.a = 1", {}},
       {"r = list(map(operator.attrgetter('a'), [s]))", "s.a = 2"}},
      {"a partial of an unbound method, called by an iterator",
       {"", "self.l = [3, 1]", {}},
       {"r = list(map(functools.partial(list.append, s.l), [2]))", "r = len(s.l)"}},
      {"arguments unpacked by an iterator",
       {"", "self.l = [3, 1]", {}},
       {"r = list(itertools.starmap(list.append, [(s.l, 1)]))", "r = len(s.l)"}},
      {"what a C function that is called by an iterator reads",
       {"", "self.l = [3, 1]", {}},
       {"r = list(map(len, [s.l]))", "s.l.append(2)", "r = list(map(str, [s.l]))"}},
      {"lists that are added up", {"", "self.l = [3, 1]", {}}, {"r = sum([s.l], [])", "s.l.append(2)"}},
      {"the default factory of a dict",
       {"", "self.l = [1, 2]\nself.d = collections.defaultdict(self.l.pop)", {}},
       {"r = s.d[0]", "r = len(s.l)"}},
      {"the defaults of a function that C calls",
       {"def fresh():\n    def f(x, y=1): return x * y\n    return f\n", "self.fn = fresh()", {}},
       {"r = sorted([1, 2], key=s.fn)", "s.fn.__defaults__ = (-5,)"}},
      {"what tee() reads from",
       {"", "self.i = iter([1, 2])\nself.a, self.b = itertools.tee(self.i)", {}},
       {"r = next(s.a, None)", "r = next(s.i, None)"}},
      {"all that tee() reads",
       {"", "self.l = [1, 2]\nself.t = itertools.tee(self.l)[0]", {}},
       {"r = list(s.t)", "s.l.append(9)"}},
      {"a counter that is copied", {"", "self.n = itertools.count()", {}}, {"r = next(s.n)", "r = next(copy.copy(s.n))"}},
      {"a dict behind a proxy",
       {"", "self.d = {}\nself.proxy = types.MappingProxyType(self.d)", {}},
       {"r = s.proxy.get('y')", "s.d['y'] = 4"}},
      {"how much is left for an iterator",
       {"", "self.l = [1, 2]", {}},
       {"r = iter(s.l).__length_hint__()", "s.l.append(9)"}},
      {"an attribute that a metaclass decides",
       {"class Meta(type):\n    limit = 1\nclass Made(metaclass=Meta): pass\nMeta.limit = 1\n"
        "observers.append(lambda s: Made.limit)\n",
        "self.x = 0",
        {}},
       {"r = Made.limit", "Meta.limit = 3"}},
      {"an attribute written to one dict or to the one in its place",
       {"class Box:\n    def __init__(self): self.a = 0\n", "self.box = Box()", {}},
       {"s.box.a += 1", "s.box.__dict__ = {'a': 5}"}},
      {"what chain() goes on with",
       {"", "self.l = [3, 1, 2]\nself.m = [5]", {}},
       {"r = itertools.chain(s.l, s.m); r = list(r)", "heapq.heapify(s.l)"}},
      {"a list that a generator extends, which another thread looks at again and again",
       {"", "self.l = [1]", {}},
       {"s.l.extend(x for x in (8, 9))", "while len(s.l) > 1: s.l.pop()"}},
      {"what the class of thread-local data has",
       {"class Mine(threading.local):\n    x = 0\n", "self.mine = Mine()\nMine.x = 0", {}},
       {"r = s.mine.x", "Mine.x = 4"}},
      {"the text of a dict behind a proxy",
       {"", "self.d = {'x': 1}\nself.proxy = types.MappingProxyType(self.d)", {}},
       {"del s.d['x']", "r = repr(s.proxy)"}},
      {"the text of what a view shows",
       {"", "self.d = {'x': [1]}\nself.values = self.d.values()", {}},
       {"s.d['x'].append(2)", "r = repr(s.values)"}},
      {"a module's attribute by vars()",
       {"", "self.mod = types.ModuleType('mod')\nself.mod.x = 0", {}},
       {"s.mod.x += 1", "r = vars(s.mod)['x']"}},
      {"a generator that has ended while its values are unpacked",
       {"def numbers():\n    yield 1\n    yield 2\n", "self.gen = numbers()", {}},
       {"r = [x for x in s.gen]", "a, b = s.gen; r = a"}},
      {"what is in a list of arguments",
       {"", "self.maps = [{'a': 1}]", {}},
       {"s.maps[0]['c'] = 1", "r = len(set().union(*s.maps))"}},
      {"a random generator", {"", "self.rng = random.Random(1)", {}}, {"r = s.rng.getrandbits(8)", "s.rng.seed(2)"}},
      {"how much is left, by length_hint()",
       {"", "self.l = [1, 2]\nself.i = iter(self.l)", {}},
       {"r = operator.length_hint(s.i)", "s.l.append(9)"}},
      {"a slot, by its descriptor",
       {"class Slots:\n    __slots__ = ('a',)\n", "self.sl = Slots()\nself.sl.a = 0", {}},
       {"Slots.a.__set__(s.sl, 8)", "del s.sl.a", "r = Slots.a.__get__(s.sl)"}},
      {"a dict of attributes that takes the place of another",
       {"class Open: pass\n", "self.o = Open()", {}},
       {"vars(s.o).setdefault('new', 1)", "s.o.__dict__ = {'a': 5}"}},
      {"a file to print to",
       {"", "self.io = io.StringIO()", {}},
       {"print(1, file=s.io)", "r = s.io.getvalue()", "print(2, file=s.io)"}},
      {"standard output that goes to a file",
       {"", "self.io = io.StringIO()", {}},
       {"sys.stdout = s.io; print(1); sys.stdout = sys.__stdout__", "print(2)"}},
      {"buffers that are packed into",
       {"", "self.ba = bytearray(b'ab')", {}},
       {"struct.pack_into('b', s.ba, 0, 1)", "struct.Struct('b').pack_into(s.ba, 0, 2)"}},
      {"buffers that are read into",
       {"", "self.ba = bytearray(b'ab')\nself.arr = array.array('b', [1])", {}},
       {"io.BytesIO(b'x').readinto(s.ba)", "r = s.ba[0]", "io.BytesIO(b'x').readinto(s.ba[:]); s.ba[0] = 5"}},
      {"memory behind a view",
       {"", "self.ba = bytearray(b'ab')\nself.mv = memoryview(self.ba)", {}},
       {"s.ba[0] = 5", "r = bytes(s.mv)", "r = struct.unpack_from('b', s.mv)"}},
      {"objects that are made anew in their place",
       {"", "self.l = [1]\nself.ba = bytearray(b'ab')\nself.q = collections.deque([1])\nself.io = io.StringIO('ab')", {}},
       {"s.l.__init__(); s.ba.__init__(b'c'); s.q.__init__([2]); s.io.__init__('c')",
        "r = (len(s.l), s.ba[0], s.q[0], s.io.getvalue())"}},
      {"a random generator that is made anew",
       {"", "self.rng = random.Random(1)", {}},
       {"random.Random.__bases__[0].__init__(s.rng, 3); r = s.rng.random()", "r = s.rng.random()"}},
      {"files to pickle to and from",
       {"", "self.by = io.BytesIO(pickle.dumps(1) + pickle.dumps(2))", {}},
       {"r = pickle.load(s.by)", "r = s.by.read(1)", "marshal.dump(3, s.by)"}},
      {"what a writer of rows writes to",
       {"", "self.io = io.StringIO()\nself.w = csv.writer(self.io)", {}},
       {"s.w.writerow('ab')", "r = s.io.getvalue()", "s.io.write('c')"}},
      {"what a reader of rows reads from",
       {"", "self.io = io.StringIO('a,b')\nself.r = csv.reader(self.io)", {}},
       {"r = next(s.r, None)", "r = s.io.read()"}},
      {"a file around a file",
       {"", "self.by = io.BytesIO(b'ab')\nself.text = io.TextIOWrapper(self.by, write_through=True)", {}},
       {"s.text.write('c')", "r = s.by.getvalue()"}},
      {"a file that an iterator of it finds closed",
       {"", "self.io = io.StringIO('ab')", {}},
       {"r = iter(s.io) is s.io", "s.io.close()"}},
      {"arguments that itertools reads to the end",
       {"", "self.l = [3, 1]", {}},
       {"r = list(itertools.product(s.l))", "s.l.append(2)", "r = list(itertools.permutations(s.l))"}},
      {"an array that is gone over",
       {"", "self.arr = array.array('i', [1, 2])", {}},
       {"for x in s.arr: r = x", "s.arr[1] = 5"}},
      {"items that are looked for",
       {"", "self.inner = [1]\nself.l = [self.inner]", {}},
       {"r = s.l.index([1])", "s.inner.append(2)", "r = s.l.count([1, 2])"}},
      {"an iterator that a function of math or operator uses up",
       {"", "self.i = iter([1, 2])", {}},
       {"r = math.fsum(s.i)", "r = operator.countOf(s.i, 2)", "r = math.prod(s.i)"}},
      {"what marshal writes", {"", "self.l = [3, 1]", {}}, {"r = marshal.dumps(s.l)", "s.l.append(2)"}},
      {"how many attributes a class has",
       {"class Base: pass\n", "Base.a = 1", {}},
       {"Base.b = 2", "r = len(Base.__dict__)", "r = 'b' in dir(Base)"}},
      {"names of attributes", {"class Plain: pass\n", "self.p = Plain()", {}}, {"s.p.a = 2", "r = 'a' in dir(s.p)"}},
      {"code that is made at run time", {"", "self.a = 0", {}}, {"exec('s.a += 1')", "r = eval('s.a + 1')"}},
  };
  for (const Case& one : cases) {
    const std::string source = scenario_of(one.group, one.threads);
    Count count;
    const std::string lines = differences(source, count);
    INFO(one.name);
    CHECK(lines == "");
    CHECK(count.compared == 1);
    CHECK(count.endings > 1);
  }
}
