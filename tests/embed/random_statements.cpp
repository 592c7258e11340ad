// The grammar of random programs: groups of things that Python code does to the same few objects. A statement is there
// because it reads or writes in a way of its own, or by a way of its own (an opcode, a C function, a callback).
#include "embed/random_scenario.hpp"

namespace frontrun::test {
namespace {

// One statement a line would make pages of this.
// clang-format off
std::vector<Group> make_groups() {
  return {
      // ---- attributes ---------------------------------------------------------------------------------------------------
      {R"PY(
class Plain:
    kind = 0
    def __init__(self):
        self.a = 0
        self.b = 0
    def bump(self):
        self.a += 1
        return self.a
)PY",
       "self.p = Plain()",
       {"s.p.a += 1", "r = s.p.a; s.p.b = r + 1", "r = (s.p.a, s.p.b)", "s.p.a = s.p.b = i + 5", "r = s.p.bump()",
        "setattr(s.p, 'a', getattr(s.p, 'a') + 1)", "r = operator.attrgetter('a', 'b')(s.p)",
        "r = operator.attrgetter('p.a')(s)", "s.p.fresh = i", "r = getattr(s.p, 'fresh', -1)", "r = hasattr(s.p, 'fresh')",
        "delattr(s.p, 'a')", "del s.p.b", "r = s.p.__getattribute__('a')", "r = object.__getattribute__(s.p, 'a')",
        "object.__setattr__(s.p, 'b', i)", "object.__delattr__(s.p, 'a')", "s.p.__setattr__('a', 4)",
        "r = operator.methodcaller('bump')(s.p)", "f = s.p.bump; r = f()", "r = functools.partial(Plain.bump, s.p)()",
        "r = copy.copy(s.p).a", "r = s.p.__reduce_ex__(2)[2]", "s.p = Plain()",
        "match s.p:\n    case Plain(a=0, b=y): r = y\n    case _: r = 'other'", "r = 1 < s.p.a < 3", "r = f'{s.p.a}{s.p.b}'",
        "r = type(s.p).kind", "s.p.bump = lambda: 9", "r = [getattr(s.p, n) for n in ('a', 'b')]",
        "r = list(map(operator.attrgetter('a'), [s.p, s.p]))"}},
      // the dict behind the attributes
      {R"PY(
class Open:
    def __init__(self):
        self.a = 0
        self.b = 0
)PY",
       "self.o = Open()",
       {"s.o.__dict__['a'] += 1", "r = vars(s.o)['a']", "s.o.__dict__.update(a=7, b=8)", "r = sorted(s.o.__dict__.items())",
        "s.o.a += 1", "r = s.o.b", "s.o.new = 3", "del s.o.a", "s.o.__dict__.pop('b', None)", "s.o.__dict__ = {'a': 5}",
        "r = 'new' in s.o.__dict__", "r = len(vars(s.o))", "s.o.__dict__.clear()", "r = {**vars(s.o)}",
        "vars(s.o).setdefault('new', i)", "r = s.o.a if hasattr(s.o, 'a') else None", "r = copy.copy(s.o).__dict__",
        "r = copy.deepcopy(s.o).a", "s.o.__dict__ |= {'b': 6}", "r = json.dumps(s.o.__dict__)", "r = s.o.__getstate__()",
        "r = list(s.o.__dict__)", "d = s.o.__dict__; d['a'] = d['b']", "r = s.o.__dict__ == {'a': 0, 'b': 0}"}},
      // classes: inheritance, super, class attributes, metaclasses
      {R"PY(
class Meta(type):
    limit = 1
    def __call__(cls, *args):
        cls.made = getattr(cls, "made", 0) + 1
        return super().__call__(*args)

class Base:
    kind = 0
    items = []
    def who(self):
        return "base"
    @classmethod
    def count(cls):
        cls.kind += 1
        return cls.kind
    @staticmethod
    def free(x):
        return x + 1

class Child(Base):
    def who(self):
        return super().who() + "+"

class Made(metaclass=Meta):
    pass

observers.append(lambda s: (Base.kind, Child.__dict__.get("kind"), getattr(Made, "made", None), Made.limit, Base.__dict__.get("extra")))
)PY",
       "self.base = Base()\nself.child = Child()\nself.made = Made()\nBase.items = []",
       {"r = s.child.kind", "Base.kind += 1", "s.base.kind = 5", "r = (s.base.kind, s.child.kind)", "r = s.child.who()",
        "Base.who = lambda self: 'new'", "Child.who = Base.who", "r = Child.count()", "r = s.child.count()", "del Base.kind",
        "setattr(Base, 'extra', i)", "r = getattr(s.child, 'extra', None)", "r = hasattr(Child, 'extra')",
        "type.__setattr__(Base, 'kind', 7)", "r = Base.__dict__['kind']", "r = Base.__dict__.get('extra')",
        "r = 'extra' in vars(Base)", "r = Made.limit", "Meta.limit = 3", "r = isinstance(Made(), Made)",
        "r = getattr(Made, 'made', 0)", "Base.items.append(i)", "r = list(s.child.items)", "r = s.base.free(2)",
        "Base.free = staticmethod(lambda x: x - 1)", "Child.kind = 4", "delattr(Base, 'kind')", "r = type(s.child).kind",
        "r = type.__getattribute__(Base, 'kind')", "r = operator.attrgetter('kind')(Child)", "r = super(Child, s.child).kind",
        "r = [c.__name__ for c in Child.__mro__ if 'kind' in c.__dict__]", "r = s.child.__class__.kind",
        "Base.__init__ = lambda self: setattr(self, 'x', 1); r = getattr(Base(), 'x', None)", "Base.__len__ = lambda self: 3",
        "r = len(s.base)", "r = bool(s.base)", "Base.__eq__ = lambda self, o: True", "r = s.base == 1"}},
      // class attributes, read through instances
      {R"PY(
class Knob:
    level = 0
    def turn(self):
        return self.level

class Dial(Knob):
    pass

observers.append(lambda s: (Knob.__dict__.get("level"), Dial.__dict__.get("level")))
)PY",
       "self.k = Knob()\nself.dial = Dial()",
       {"r = s.k.level", "r = s.dial.level", "r = (s.k.level, s.dial.level)", "r = s.dial.turn()", "Knob.level = i + 5",
        "Knob.level += 1", "Dial.level = 7", "s.k.level += 1", "s.dial.level = 3", "r = Dial.level", "del Knob.level"}},
      // __class__
      {R"PY(
class One:
    name = "one"
    def say(self): return 1

class Two:
    name = "two"
    def say(self): return 2
)PY",
       "self.c = One()",
       {"s.c.__class__ = Two", "s.c.__class__ = One", "r = s.c.say()", "r = s.c.name", "r = type(s.c).__name__",
        "r = isinstance(s.c, Two)", "r = s.c.__class__.__name__", "s.c.name = 'own'", "r = [s.c.say(), s.c.name]",
        "match s.c:\n    case Two(): r = 2\n    case One(): r = 1"}},
      // slots, with and without a dict
      {R"PY(
class Slots:
    __slots__ = ("a", "b")
    def __init__(self):
        self.a = 0
        self.b = 0

class Both(Slots):
    __slots__ = ("c", "__dict__")
)PY",
       "self.sl = Slots()\nself.bo = Both()",
       {"s.sl.a += 1", "r = s.sl.a; s.sl.b = r", "r = (s.sl.a, s.sl.b)", "del s.sl.a", "r = hasattr(s.sl, 'a')",
        "setattr(s.sl, 'b', 3)", "object.__setattr__(s.sl, 'a', 9)", "Slots.a.__set__(s.sl, 8)", "r = Slots.a.__get__(s.sl)",
        "Slots.b.__delete__(s.sl)", "r = getattr(s.bo, 'c', 0)", "s.bo.c = 1", "s.bo.d = 2", "r = getattr(s.bo, 'd', 0)",
        "r = copy.copy(s.sl).a", "s.bo.a += 1", "r = s.bo.a", "r = s.sl.__reduce_ex__(2)[2]",
        "r = operator.attrgetter('a')(s.sl)", "s.sl.b = s.bo.a"}},
      // descriptors
      {R"PY(
class Data:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, obj, cls=None): return self if obj is None else obj.__dict__.get(self.name, 0)
    def __set__(self, obj, value): obj.__dict__[self.name] = value
    def __delete__(self, obj): del obj.__dict__[self.name]

class NonData:
    def __get__(self, obj, cls=None): return obj._v * 10

class Prop:
    data = Data()
    tenfold = NonData()
    def __init__(self):
        self._v = 0
        self.runs = 0
    @property
    def v(self):
        return self._v
    @v.setter
    def v(self, value):
        self._v = value
    @v.deleter
    def v(self):
        self._v = -1
    @functools.cached_property
    def cached(self):
        self.runs += 1
        return self._v
)PY",
       "self.pr = Prop()",
       {"s.pr.v += 1", "r = s.pr.v", "del s.pr.v", "s.pr.data += 1", "r = s.pr.data", "del s.pr.data", "r = s.pr.tenfold",
        "s.pr.tenfold = 1", "r = s.pr.cached", "s.pr.cached = 5", "del s.pr.cached", "s.pr._v = 3", "r = getattr(s.pr, 'v')",
        "setattr(s.pr, 'v', 7)", "r = operator.attrgetter('v')(s.pr)", "r = Prop.v.fget(s.pr)", "Prop.v.__set__(s.pr, 6)",
        "r = Prop.v.__get__(s.pr)", "Prop.v = 12", "Prop.tenfold = Data()", "r = hasattr(s.pr, 'v')"}},
      // attribute hooks
      {R"PY(
class Lazy:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self.made = name
        return "new"

class Counting:
    def __init__(self):
        object.__setattr__(self, "n", 0)
    def __setattr__(self, name, value):
        object.__setattr__(self, "n", self.n + 1)
        object.__setattr__(self, name, value)
    def __delattr__(self, name):
        object.__setattr__(self, "n", self.n - 1)

class Seen:
    def __init__(self):
        self.x = 1
        self.log = 0
    def __getattribute__(self, name):
        if name == "x":
            self.log += 1
        return super().__getattribute__(name)
)PY",
       "self.lazy = Lazy()\nself.counting = Counting()\nself.seen = Seen()",
       {"r = s.lazy.made", "r = getattr(s.lazy, 'made', None)", "s.lazy.made = 3", "r = hasattr(s.lazy, '__x')",
        "s.counting.x = i", "s.counting.n = 9", "r = s.counting.n", "del s.counting.x", "r = s.seen.x", "r = s.seen.log",
        "setattr(s.counting, 'y', 1)", "delattr(s.counting, 'y')", "r = operator.attrgetter('x')(s.seen)",
        "object.__setattr__(s.counting, 'n', 20)", "del s.lazy.made"}},
      // data classes, named tuples, enums
      {R"PY(
@dataclasses.dataclass
class Point:
    x: int = 0
    y: int = 0
    tags: list = dataclasses.field(default_factory=list)

@dataclasses.dataclass(order=True)
class Rank:
    n: int = 1

Pair = collections.namedtuple("Pair", "left right")

class Colour(enum.Enum):
    RED = 1
    BLUE = 2
)PY",
       "self.pt = Point()\nself.rank = Rank()\nself.pair = Pair([0], 1)\nself.colour = Colour.RED",
       {"s.pt.x += 1", "r = s.pt == Point()", "r = dataclasses.asdict(s.pt)", "s.pt.tags.append(i)",
        "s.pt = dataclasses.replace(s.pt, y=4)", "r = dataclasses.astuple(s.pt)", "s.pt.y = s.pt.x", "s.rank.n += 1",
        "r = s.rank < Rank(2)", "r = max(s.rank, Rank(1)).n", "s.pair.left[0] += 1", "r = s.pair.left[0]",
        "s.pair = s.pair._replace(right=5)", "r = s.pair._asdict()", "l, q = s.pair; r = (l[0], q)", "s.colour = Colour.BLUE",
        "r = s.colour is Colour.RED", "r = s.colour.name", "r = Colour(2) == s.colour", "r = sorted([s.rank, Rank(0)])[0].n",
        "r = hash(s.pair.right)", "r = s.pair.index(1)",
        "match s.pt:\n    case Point(x=0): r = 'zero'\n    case Point(x, y): r = (x, y)"}},
      // modules and globals
      {R"PY(
glob = 0
table = {}
log = []

def read_glob():
    return glob

observers.append(lambda s: (glob, table, log))
)PY",
       "self.mod = types.ModuleType('mod')\nself.mod.x = 0",
       {"glob += 1", "r = glob", "r = globals()['glob']", "globals()['glob'] = 9", "r = read_glob()", "table[i] = len(table)",
        "log.append(i)", "r = len(log)", "s.mod.x += 1", "r = s.mod.x", "s.mod.y = 2", "r = getattr(s.mod, 'y', None)",
        "r = vars(s.mod)['x']", "s.mod.__dict__['x'] = 7", "del s.mod.x", "r = hasattr(s.mod, 'y')", "del glob",
        "globals().pop('glob')", "r = sys.modules[__name__].glob", "sys.modules[__name__].glob = 4",
        "setattr(sys.modules[__name__], 'glob', 5)", "r = 'glob' in globals()", "r = dict(table)", "glob = [glob]",
        "r = read_glob.__globals__['glob']"}},
      // functions, cells, bound methods
      {R"PY(
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

def fresh():
    def f(x=1, *, y=2):
        return x + y
    return f
)PY",
       "self.get, self.put, self.inc = cells()\nself.fn = fresh()\nself.seen = None",
       {"r = s.inc()", "s.put(s.get() + 1)", "r = s.get()", "r = s.get.__closure__[0].cell_contents",
        "s.get.__closure__[0].cell_contents = 9", "s.fn.x = i", "r = getattr(s.fn, 'x', None)", "r = s.fn()",
        "s.fn.__defaults__ = (5,)", "s.fn.__kwdefaults__ = {'y': 6}", "s.fn.__kwdefaults__['y'] = 7", "r = s.fn.__defaults__",
        "s.fn.__code__ = (lambda: 0).__code__", "r = s.fn.__dict__.get('x')", "s.fn.__name__ = 'g'", "r = s.fn.__name__",
        "r = functools.partial(s.fn, 3)()", "r = vars(s.fn)", "r = (lambda: s.get())()", "r = [g() for g in (s.inc, s.inc)]",
        "r = list(map(lambda x: s.inc() + x, [1, 2]))", "s.seen = functools.partial(s.put, 4); s.seen()", "s.fn = s.get"}},
      // ---- lists --------------------------------------------------------------------------------------------------------
      {"",
       "self.l = [3, 1, 2]",
       {"s.l.append(i)", "r = s.l.pop()", "r = s.l.pop(0)", "s.l[0] += 1", "s.l[-1] = s.l[0]", "r = len(s.l)",
        "r = list(s.l)", "r = s.l[:]", "s.l[:] = [x * 2 for x in s.l]", "s.l += [i]", "s.l.extend([i, i])",
        "s.l.extend(x for x in (8, 9))", "s.l.insert(0, i)", "s.l.sort()", "s.l.reverse()", "s.l[0], s.l[1] = s.l[1], s.l[0]",
        "r = 3 in s.l", "a, *r = s.l", "r = [*s.l]", "r = s.l == [3, 1, 2]", "r = bool(s.l)", "del s.l[0]", "del s.l[:]",
        "del s.l[1:]", "s.l[1:2] = [7, 8]", "r = s.l[1:]", "r = s.l[-1]", "r = s.l[::2]", "s.l[::2] = [0] * len(s.l[::2])",
        "r = s.l.index(2)", "r = s.l.count(1)", "r = s.l * 2", "r = s.l + [1]", "s.l *= 2", "s.l.clear()", "s.l.remove(1)",
        "r = s.l.copy()", "r = s.l < [3, 2]", "a, b, c = s.l; r = b", "r = not s.l", "r = s.l[2]", "s.l[i] = s.l[i] + 1",
        "s.l = s.l + [4]", "r = hash(tuple(s.l))", "x = s.l; x.append(6)", "r = [*s.l, *s.l]", "r = s.l[0] if s.l else None",
        "while len(s.l) > 2: s.l.pop()", "r = [3, 1, 2] == s.l", "r = 2 not in s.l",
        "match s.l:\n    case [a, *_]: r = a\n    case _: r = None"}},
      // through C functions and callbacks
      {R"PY(
def plain(x):
    return x

class Rows(list):
    def last(self):
        return self[-1]
    def append(self, x):
        super().append(x)
        self.grown = len(self)
)PY",
       "self.l = [3, 1, 2]\nself.m = [5]\nself.rows = Rows([1])",
       {"s.l.sort(key=plain)", "s.l.sort(key=lambda x: -x)", "r = sorted(s.l, key=plain)", "r = sum(s.l)",
        "r = sum(map(plain, s.l))", "r = max(s.l)", "r = min(s.l, key=plain)", "r = max(*s.l, 0)",
        "r = any(x == 1 for x in s.l)", "r = all(s.l)", "r = list(zip(s.l, s.m))", "r = list(enumerate(s.l))",
        "r = list(reversed(s.l))", "heapq.heappush(s.l, i)", "r = heapq.heappop(s.l)", "heapq.heapify(s.l)",
        "r = heapq.nsmallest(1, s.l)", "r = heapq.heappushpop(s.l, 2)", "bisect.insort(s.l, i)", "r = bisect.bisect(s.l, 1)",
        "r = functools.reduce(operator.add, s.l)", "r = functools.reduce(plain and (lambda a, b: a + b), s.l)",
        "r = ','.join(map(str, s.l))", "r = dict.fromkeys(s.l)", "r = set(s.l)", "r = tuple(s.l)", "r = bytes(s.l)",
        "r = f'{s.l}'", "r = repr(s.l)", "r = '%s' % s.l", "r = '{}'.format(s.l)", "r = str(s.l)", "r = ' '.join([str(s.l)])",
        "list.append(s.l, i)", "operator.methodcaller('append', i)(s.l)", "functools.partial(s.l.append, i)()",
        "s.l.append(i)", "s.l.pop()", "s.l[0] = 9", "s.m.append(s.l)", "r = json.dumps(s.l)", "r = copy.copy(s.l)",
        "r = copy.deepcopy(s.m)", "r = pickle.loads(pickle.dumps(s.l))", "r = s.rows.last()", "s.rows.append(i)",
        "s.rows += [i]", "r = len(s.rows)", "r = getattr(s.rows, 'grown', None)",
        "r = itertools.chain(s.l, s.m); r = list(r)", "r = list(itertools.islice(s.l, 2))", "r = list(filter(None, s.l))",
        "r = [x for x in s.l]", "r = {x for x in s.l}", "r = {x: 1 for x in s.l}", "r = list(x for x in s.l if x > 1)",
        "for x in s.l: s.m.append(x)", "for x in s.l: s.l.append(x) if len(s.l) < 5 else None", "print(s.l)",
        "r = list.__len__(s.l)", "r = list.__getitem__(s.l, 0)", "list.__setitem__(s.l, 0, 6)", "list.__delitem__(s.l, 0)",
        "s.l.__iadd__([4])", "r = s.l.__contains__(3)", "r = s.l.__len__()", "s.l.__init__([0])",
        "r = iter(s.l).__length_hint__()", "random.Random(1).shuffle(s.l)", "r = random.Random(1).choice(s.l)",
        "r = s.l.__eq__([3, 1, 2])"}},
      // operator
      {"",
       "self.l = [3, 1]\nself.d = {'x': 1}\nself.st = {1}",
       {"r = operator.getitem(s.l, 0)", "operator.setitem(s.l, 0, i + 7)", "operator.delitem(s.l, 0)",
        "r = operator.contains(s.l, 3)", "operator.iadd(s.l, [4])", "operator.iconcat(s.l, [4])", "operator.imul(s.l, 2)",
        "r = operator.add(s.l, [1])", "r = operator.concat(s.l, [1])", "r = operator.mul(s.l, 2)",
        "r = operator.countOf(s.l, 3)", "r = operator.indexOf(s.l, 1)", "r = operator.length_hint(s.l)",
        "r = operator.itemgetter(0, -1)(s.l)", "r = operator.itemgetter('x')(s.d)", "operator.setitem(s.d, 'x', 5)",
        "operator.delitem(s.d, 'x')", "r = operator.contains(s.d, 'y')", "operator.setitem(s.d, 'y', i)",
        "operator.ior(s.d, {'y': 2})", "operator.ior(s.st, {2})", "operator.iand(s.st, {2})", "operator.isub(s.st, {1})",
        "operator.ixor(s.st, {1, 3})", "r = operator.or_(s.st, {5})", "r = operator.truth(s.l)", "r = operator.not_(s.st)",
        "r = operator.eq(s.l, [3, 1])", "r = operator.lt(s.l, [3, 2])", "r = operator.methodcaller('pop')(s.l)",
        "operator.methodcaller('update', x=3)(s.d)", "operator.methodcaller('add', 9)(s.st)",
        "operator.methodcaller('clear')(s.d)", "r = operator.call(s.l.pop)", "operator.setitem(s.l, slice(0, 1), [8, 8])",
        "operator.delitem(s.l, slice(0, 1))", "r = operator.getitem(s.l, slice(0, 2))"}},
      // ---- dicts --------------------------------------------------------------------------------------------------------
      {"",
       "self.d = {'x': 1, 'y': 2}",
       {"s.d['x'] += 1", "s.d['y'] += 1", "s.d['n'] = i", "r = s.d.get('n')", "r = s.d.setdefault('n', i)",
        "r = s.d.pop('x', None)", "r = s.d.pop('n')", "r = 'n' in s.d", "r = list(s.d)", "r = list(s.d.items())",
        "r = sorted(s.d.values())", "r = [k for k in s.d]", "r = {**s.d}", "s.d |= {'z': i}", "s.d |= [('y', 5)]",
        "s.d.update(x=5)", "s.d.update({'w': 1, 'x': 3})", "s.d.update([('q', 1)])", "s.d.update((k, 0) for k in 'xy')",
        "r = len(s.d)", "del s.d['y']", "r = s.d.popitem()", "s.d.clear()", "r = s.d == {'x': 1, 'y': 2}", "r = bool(s.d)",
        "r = s.d | {'a': 1}", "r = dict(s.d)", "r = dict(s.d, k=1)", "r = s.d.copy()", "r = sorted(s.d)", "r = max(s.d)",
        "r = repr(s.d)", "r = f'{s.d}'", "r = list(reversed(s.d))", "r = {v: k for k, v in s.d.items()}",
        "for k in s.d: r = s.d[k]", "if 'n' not in s.d: s.d['n'] = i", "try: r = s.d['n']\nexcept KeyError: s.d['n'] = i",
        "r = copy.copy(s.d)", "r = json.dumps(s.d)", "r = dict.__getitem__(s.d, 'x')", "dict.__setitem__(s.d, 'x', i)",
        "dict.__delitem__(s.d, 'x')", "r = s.d.__contains__('x')", "r = s.d.__len__()", "s.d.__init__(x=8)",
        "r = (lambda **k: k)(**s.d)", "r = (lambda x=0, **k: x)(**s.d)", "r = '{x}'.format(**s.d)",
        "r = '{x}'.format_map(s.d)", "r = '%(x)s' % s.d", "a, b = s.d; r = a", "r = [*s.d]",
        "match s.d:\n    case {'x': v, **rest}: r = (v, rest)\n    case _: r = 'none'", "s.d = {**s.d, 'z': 1}",
        "r = types.MappingProxyType(s.d)['x']", "r = len(types.MappingProxyType(s.d))", "r = any(s.d.values())",
        "r = sum(s.d.values())", "r = min(s.d, key=s.d.get)", "r = sorted(s.d, key=s.d.__getitem__)",
        "r = pickle.loads(pickle.dumps(s.d))"}},
      // views, nested containers
      {"",
       "self.d = {'x': 1}\nself.keys = self.d.keys()\nself.values = self.d.values()\nself.items = self.d.items()\n"
       "self.proxy = types.MappingProxyType(self.d)\nself.deep = {'in': [0, 0]}\nself.pair = ([1], {2: 3})",
       {"r = list(s.keys)", "r = len(s.keys)", "r = 'y' in s.keys", "r = 1 in s.values", "r = ('x', 1) in s.items",
        "r = list(s.values)", "r = sorted(s.items)", "r = s.keys & {'x', 'y'}", "r = s.keys == {'x'}", "r = bool(s.values)",
        "s.d['x'] += 1", "s.d['y'] = 4", "del s.d['x']", "s.d.clear()", "r = s.proxy['x']", "r = 'y' in s.proxy",
        "r = list(s.proxy)", "r = s.proxy.get('y')", "r = len(s.proxy)", "r = dict(s.proxy)", "r = s.proxy == {'x': 1}",
        "r = s.proxy | {'k': 1}", "r = list(s.proxy.items())", "r = s.proxy.copy()", "r = repr(s.proxy)", "r = repr(s.keys)",
        "s.deep['in'][0] += 1", "s.deep['in'].append(i)", "r = copy.deepcopy(s.deep)", "r = repr(s.deep)",
        "r = s.deep == {'in': [0, 0]}", "r = json.dumps(s.deep)", "r = f'{s.deep!r:>5}'", "s.pair[0].append(2)",
        "r = repr(s.pair)", "r = s.pair == ([1], {2: 3})", "s.pair[1][2] += 1", "r = copy.deepcopy(s.pair)",
        "r = str(s.pair)", "r = pickle.dumps(s.deep) == pickle.dumps({'in': [0, 0]})", "r = max([s.deep['in'], [0, 0, 0]])",
        "r = sorted([s.deep['in'], [0]])", "r = '%s' % (s.deep,)", "r = [0, 0] in [s.deep['in']]",
        "r = [s.deep['in']].index([0, 0])", "r = [s.deep['in']].count([0, 0])", "r = list(s.keys - {'y'})",
        "r = s.keys.isdisjoint({'y'})", "r = s.keys.mapping['x']", "r = list(reversed(s.keys))"}},
      // keys that compare in Python
      {R"PY(
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

K1, K2 = Key(1), Key(2)
)PY",
       "K1.n, K2.n = 1, 2\nself.keyed = {K1: 0}\nself.kset = {K1}\nself.kl = [Key(2), Key(1)]",
       {"s.keyed[K1] += 1", "s.keyed[K2] = i", "r = K2 in s.keyed", "del s.keyed[K1]", "r = s.keyed.get(K2)",
        "s.kset.add(K2)", "s.kset.discard(K1)", "r = K2 in s.kset", "r = len(s.kset)", "s.kl.sort()", "r = K1 in s.kl",
        "s.kl.append(K1)", "r = s.kl == [K2, K1]", "r = s.kl.index(K1)", "s.kl.remove(K1)", "s.kl[0].n = 5", "r = repr(s.kl)",
        "r = repr(sorted(s.kl))", "r = min(s.kl).n", "heapq.heappush(s.kl, K1)", "bisect.insort(s.kl, K2)",
        "r = heapq.heappop(s.kl).n", "s.keyed.setdefault(K2, 4)", "r = s.keyed.pop(K1, None)", "r = len(s.keyed)",
        "s.kset |= {K2}", "r = s.kl[0] == K2", "r = s.kl < [K1]", "r = max(s.kl, key=lambda k: k.n).n", "s.kl.pop()"}},
      // ---- sets ---------------------------------------------------------------------------------------------------------
      {"",
       "self.st = {1, 2}\nself.other = {2, 3}",
       {"s.st.add(5)", "s.st.discard(1)", "s.st.remove(1)", "r = 5 in s.st", "r = len(s.st)", "r = sorted(s.st)",
        "s.st |= {6, 7}", "s.st &= {1}", "s.st -= {1}", "s.st ^= {1, 9}", "r = s.st & {1, 5}", "r = s.st | s.other",
        "r = s.st - s.other", "r = s.st ^ s.other", "r = s.st <= {1, 2, 3}", "r = s.st == {1, 2}",
        "r = s.st.isdisjoint(s.other)", "s.st.update([8], (9,))", "s.st.update(x for x in (4, 5))", "s.st.clear()",
        "r = s.st.pop()", "r = s.st.copy()", "r = s.st.union(s.other)", "r = s.st.intersection([1])",
        "s.st.intersection_update([2])", "s.st.symmetric_difference_update({1})", "s.st.difference_update([2])",
        "r = bool(s.st)", "r = {*s.st}", "r = frozenset(s.st)", "r = [x for x in s.st]", "for x in s.st: r = x",
        "s.other.add(1)", "s.st |= s.other", "r = sum(s.st)", "r = repr(s.st)", "r = max(s.st)", "r = s.st.issubset(s.other)",
        "r = s.st > {1}", "r = copy.copy(s.st)", "r = set.__contains__(s.st, 1)", "r = s.st.__len__()", "s.st.__ior__({4})",
        "s.st.__init__([7])"}},
      // ---- collections --------------------------------------------------------------------------------------------------
      {R"PY(
class Line(collections.deque):
    pass
)PY",
       "self.dq = collections.deque([1, 2])\nself.line = Line([1])\nself.short = collections.deque([1, 2], maxlen=2)",
       {"s.dq.append(i)", "s.dq.appendleft(i)", "r = s.dq.popleft()", "r = s.dq.pop()", "r = list(s.dq)", "r = s.dq[0]",
        "r = s.dq[-1]", "s.dq[0] = 7", "del s.dq[0]", "s.dq.rotate(1)", "s.dq.reverse()", "s.dq.extend([8, 9])",
        "s.dq.extendleft(x for x in (8, 9))", "s.dq.insert(1, i)", "s.dq.remove(2)", "s.dq.clear()", "r = len(s.dq)",
        "r = bool(s.dq)", "r = 2 in s.dq", "r = s.dq.index(2)", "r = s.dq.count(1)", "r = s.dq == collections.deque([1, 2])",
        "s.dq += [4]", "s.dq *= 2", "r = s.dq + collections.deque([3])", "r = s.dq.copy()", "r = [x for x in s.dq]",
        "r = sum(s.dq)", "r = repr(s.dq)", "s.line.append(i)", "r = len(s.line)", "r = s.line.pop() if s.line else None",
        "s.short.append(i)", "r = list(s.short)", "r = list(reversed(s.dq))", "a, b = s.dq; r = a", "r = sorted(s.dq)",
        "for x in s.dq: r = x", "r = copy.copy(s.dq)", "r = list(itertools.islice(s.dq, 1))", "r = max(s.dq)",
        "r = s.dq < collections.deque([2])", "r = s.dq.maxlen", "r = hash(s.short.maxlen)"}},
      {R"PY(
class Last(collections.OrderedDict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.move_to_end(key, last=False)
)PY",
       "self.od = collections.OrderedDict(a=1, b=2)\nself.last = Last(a=1)",
       {"s.od['c'] = i", "s.od['a'] += 1", "s.od.move_to_end('a')", "r = s.od.popitem(last=False)", "r = s.od.popitem()",
        "r = list(s.od)", "r = list(s.od.items())", "r = s.od.pop('a', None)", "s.od.setdefault('d', 1)", "del s.od['a']",
        "r = 'c' in s.od", "r = len(s.od)", "r = s.od == collections.OrderedDict(a=1, b=2)", "s.od.update(e=1)",
        "s.od.clear()", "r = next(iter(s.od))", "r = list(reversed(s.od))", "r = s.od.copy()", "r = repr(s.od)",
        "s.od |= {'z': 1}", "s.last['b'] = 2", "r = list(s.last)", "r = s.od['b']", "r = [k for k in s.od]",
        "r = json.dumps(s.od)", "s.od['a'] = s.od.get('c')", "r = s.od.get('a')", "r = copy.copy(s.od)",
        "r = sorted(s.od.values())"}},
      {R"PY(
def four():
    return 4

class Miss(dict):
    def __missing__(self, key):
        self.asked = key
        return 9
)PY",
       "self.dd = collections.defaultdict(list)\nself.df = collections.defaultdict(four)\nself.miss = Miss(a=1)",
       {"s.dd[1].append(i)", "r = s.dd[2]", "r = len(s.dd)", "r = 1 in s.dd", "s.dd[1] += [5]", "r = s.dd.get(1)",
        "r = dict(s.dd)", "s.dd.pop(1, None)", "r = s.df['k']", "s.df['k'] += 1", "r = s.df.copy()", "r = list(s.df.items())",
        "s.df.default_factory = None", "s.df.default_factory = lambda: 5", "r = s.df.default_factory is None", "s.df.clear()",
        "del s.df['k']", "r = s.miss['z']", "r = s.miss['a']", "s.miss['z'] = 2", "r = getattr(s.miss, 'asked', None)",
        "r = s.dd.setdefault(1, [0])", "s.df |= {'k': 8}", "r = s.df == {'k': 4}", "r = copy.copy(s.df)",
        "r = operator.itemgetter('k')(s.df)", "r = s.df.__missing__('m')"}},
      {R"PY(
class Count(collections.Counter):
    pass
)PY",
       "self.cnt = collections.Counter(a=1)\nself.own = Count()",
       {"s.cnt.update('ab')", "s.cnt['a'] += 1", "r = s.cnt.most_common(1)", "r = s.cnt['zz']", "s.cnt.subtract('a')",
        "r = s.cnt.total()", "r = s.cnt + collections.Counter(a=1)", "s.cnt += collections.Counter('b')", "r = len(s.cnt)",
        "r = list(s.cnt.elements())", "del s.cnt['a']", "s.own.update('ab')", "s.own['a'] += 1", "r = dict(s.own)",
        "r = s.cnt == collections.Counter(a=1)"}},
      {"",
       "self.cm = collections.ChainMap({'a': 1}, {'b': 2})\nself.ud = collections.UserDict(a=1)\nself.ul = "
       "collections.UserList([1])",
       {"s.cm['a'] += 1", "s.cm['c'] = i", "r = s.cm['b']", "r = s.cm.get('c')", "s.cm.maps[1]['b'] = 5", "r = dict(s.cm)",
        "r = len(s.cm)", "r = s.cm.pop('a', None)", "r = s.cm.new_child({'z': 1})['a']", "r = 'c' in s.cm",
        "r = s.ud.setdefault('k', i)", "s.ud['k'] = i", "r = s.ud.get('k')", "r = len(s.ud)", "s.ud |= {'q': 1}",
        "s.ul.append(i)", "r = s.ul[-1]", "r = len(s.ul)", "s.ul += [3]", "s.ul.sort()", "r = list(s.ul)", "del s.ud['a']"}},
      // ---- bytes and numbers --------------------------------------------------------------------------------------------
      {"",
       "self.ba = bytearray(b'ab')\nself.mv = memoryview(bytearray(b'cd'))\nself.arr = array.array('i', [1, 2])\n"
       "self.view = memoryview(self.arr)",
       {"s.ba[0] += 1", "s.ba.append(65)", "r = bytes(s.ba)", "s.ba.extend(b'zz')", "s.ba[:] = b'xyz'", "del s.ba[0]",
        "r = len(s.ba)", "r = s.ba[-1]", "s.ba += b'q'", "r = s.ba.pop()", "r = s.ba == b'ab'", "r = s.ba.find(b'b')",
        "r = 97 in s.ba", "r = s.ba.decode()", "s.ba.clear()", "s.ba.insert(0, 70)", "s.ba.reverse()", "r = s.ba.upper()",
        "r = [x for x in s.ba]", "r = s.ba.hex()", "s.ba *= 2", "r = s.ba + b'1'", "r = b''.join([s.ba, b'-'])",
        "r = hash(bytes(s.ba))", "r = int.from_bytes(s.ba, 'big')", "r = b'%b' % s.ba", "r = re.findall(b'[a-z]', s.ba)",
        "r = b'xab'.find(s.ba)", "r = b'ab'.startswith(bytes(s.ba))", "r = b'ab' == s.ba", "r = str(s.ba, 'latin1')",
        "r = repr(s.ba)", "r = io.BytesIO(s.ba).read()", "s.mv[0] = 90", "r = s.mv[0]", "r = bytes(s.mv)",
        "s.mv[0:2] = b'op'", "r = s.mv.tobytes()", "r = s.mv.obj[0]", "s.mv.obj[1] = 3", "r = s.mv.tolist()",
        "r = s.mv == b'cd'", "r = list(s.mv)", "r = 99 in s.mv", "s.arr[0] += 1", "r = s.arr[0]", "r = len(s.arr)",
        "r = s.arr.tolist()", "r = sum(s.arr)", "s.view[0] = 8", "r = s.view[1]", "s.arr[1] = 6",
        "r = s.arr == array.array('i', [1, 2])", "r = s.arr.index(2)", "s.arr.byteswap()", "s.arr.reverse()",
        "r = s.arr.tobytes()", "r = [x for x in s.arr]", "r = list(s.view)", "r = array.array('i', s.arr)[0]",
        "s.ba.append(s.mv[0])", "r = bytes(s.arr)[0]", "r = memoryview(s.ba)[0]", "r = s.ba.translate(None, b'a')",
        "struct.pack_into('b', s.ba, 0, 65)", "struct.pack_into('b', s.mv, 0, 66)", "struct.Struct('b').pack_into(s.arr, 0, 1)",
        "r = struct.unpack_from('b', s.ba)", "r = struct.unpack_from('b', s.mv)", "s.ba.__init__(b'z')", "s.ba.__init__()",
        "r = io.BytesIO(b'io').readinto(s.ba)", "r = io.BytesIO(b'io').readinto(s.view)", "r = bytes(s.mv)",
        "for x in s.arr: r = x", "r = list(itertools.product(s.ba))", "r = marshal.dumps(s.ba)", "r = s.ba.__reduce_ex__(2)",
        "r = [s.ba].index(b'ab')", "r = math.prod(s.arr)"}},
      {"",
       "self.arr = array.array('i', [1, 2])\nself.n = 0\nself.t = (1, [2])\nself.text = 'ab'",
       {"s.arr.append(i)", "s.arr.extend([3])", "r = s.arr.pop()", "s.arr.insert(0, 9)", "s.arr.remove(1)", "del s.arr[0]",
        "s.arr += array.array('i', [5])", "s.arr *= 2", "r = len(s.arr)", "r = list(s.arr)", "r = s.arr[-1]", "s.arr[0] = 4",
        "r = s.arr.count(1)", "r = repr(s.arr)", "s.arr.fromlist([7])", "r = bool(s.arr)", "r = 1 in s.arr",
        "s.arr[0:1] = array.array('i', [6])", "s.n += 1", "s.n = s.n * 2", "r = -s.n", "r = ~s.n", "r = s.n ** 2",
        "s.t[1].append(i)", "s.t += (3,)", "r = s.t", "s.text += 'c'", "r = s.text.upper()", "r = s.text[s.n]",
        "r = (s.n, s.text)", "r = f'{s.n:>{3}}'", "r = divmod(s.n, 2)", "r = min(s.arr)", "r = s.n and s.text",
        "r = s.text in 'abc'", "r = round(s.n)"}},
      // ---- iterators ----------------------------------------------------------------------------------------------------
      {"",
       "self.l = [10, 20, 30]\nself.it = iter(self.l)\nself.di = iter({'a': 1, 'b': 2})\nself.ids = itertools.count()\n"
       "self.chain = itertools.chain([1], [2])\nself.cyc = itertools.cycle([1, 2])",
       {"r = next(s.it, None)", "for x in s.it: r = x", "r = list(s.it)", "r = sum(s.it)", "s.l.append(40)", "s.l[1] = 5",
        "r = next(s.ids)", "r = (next(s.ids), next(s.ids))", "r = s.ids.__next__()", "r = next(s.di, None)", "r = list(s.di)",
        "r = next(s.chain, None)", "r = list(s.chain)", "r = next(s.cyc)", "r = list(itertools.islice(s.cyc, 2))",
        "r = list(zip(s.it, s.ids))", "r = list(zip('ab', s.ids))", "a, *b = s.it; r = a", "r = [*s.it]", "r = 20 in s.it",
        "r = dict(zip('xy', s.ids))", "r = operator.length_hint(s.it)", "r = repr(s.ids)", "r = copy.copy(s.ids).__next__()",
        "r = max(s.it, default=0)", "r = ''.join(map(str, s.it))", "r = iter(s.it) is s.it", "r = set(s.it)",
        "x = [0]; x.extend(s.it); r = x", "x = [0]; x += s.it; r = x", "x = [0, 1]; x[1:] = s.it; r = x",
        "r = collections.deque(s.it)", "r = any(x > 10 for x in s.it)", "r = list(enumerate(s.it))",
        "r = functools.reduce(operator.add, s.it, 0)", "r = {x: 1 for x in s.it}", "r = sorted(s.it)",
        "r = dict.fromkeys(s.it)", "r = tuple(s.it)"}},
      {R"PY(
def double(x):
    return 2 * x
)PY",
       "self.l = [1, 2, 3]\nself.mp = map(double, self.l)\nself.en = enumerate(self.l)\nself.zp = zip(self.l, self.l)\n"
       "self.fl = filter(None, self.l)\nself.rv = reversed(self.l)\nself.sl = itertools.islice(self.l, 2)\n"
       "self.ta, self.tb = itertools.tee(self.l)\nself.ac = itertools.accumulate(self.l)",
       {"r = next(s.mp, None)", "r = list(s.mp)", "r = next(s.en, None)", "r = next(s.zp, None)", "r = next(s.fl, None)",
        "r = next(s.rv, None)", "r = next(s.sl, None)", "r = next(s.ta, None)", "r = next(s.tb, None)", "r = list(s.ta)",
        "r = next(s.ac, None)", "s.l.append(9)", "s.l[0] = 5", "s.l.pop()", "r = list(s.rv)", "r = list(s.zp)",
        "for x in s.mp: r = x", "r = sum(s.mp)", "r = list(s.sl)", "r = list(s.en)", "r = list(s.fl)", "r = list(s.tb)",
        "for n, x in s.en: r = x", "r = [x for x in s.zp]"}},
      // generators
      {R"PY(
def numbers(s):
    n = 0
    while n < 3:
        n += 1
        s.made = n
        got = yield n
        if got is not None:
            n = got

def outer(s):
    try:
        yield from numbers(s)
    finally:
        s.closed = True
)PY",
       "self.made = 0\nself.closed = False\nself.gen = numbers(self)\nself.nest = outer(self)",
       {"r = next(s.gen)", "r = next(s.gen, None)", "r = s.gen.send(None)", "for x in s.gen: r = x", "r = list(s.gen)",
        "s.gen.close()", "r = s.made", "r = next(s.nest)", "s.nest.close()", "r = s.closed", "s.made = 7",
        "r = s.gen.send(1)", "try: s.gen.throw(KeyError('k'))\nexcept KeyError: r = 'thrown'", "r = sum(s.nest)",
        "r = s.gen.gi_running", "r = [x for x in s.gen]", "a, b = s.gen; r = a", "r = s.gen.gi_frame is None"}},
      // ---- others -------------------------------------------------------------------------------------------------------
      {R"PY(
class Node:
    def __init__(self, n=0):
        self.n = n
)PY",
       "self.node = Node(1)\nself.ref = weakref.ref(self.node)\nself.weak = weakref.WeakValueDictionary()\n"
       "self.weak['k'] = self.node\nself.wset = weakref.WeakSet([self.node])\nself.proxy = weakref.proxy(self.node)",
       {"r = s.ref() is None", "s.node = None", "del s.node", "s.node = Node(2)", "r = 'k' in s.weak", "r = len(s.weak)",
        "x = s.ref(); r = x.n if x else None", "s.weak['j'] = s.node", "r = s.weak.get('k') is None", "r = len(s.wset)",
        "r = s.proxy.n", "s.proxy.n = 5", "s.node.n += 1", "s.weak.pop('k', None)", "r = weakref.ref(s.node)() is not None",
        "s.keep = s.ref()", "r = list(s.weak)"}},
      {R"PY(
class Dying:
    def __init__(self, log, n):
        self.log, self.n = log, n
    def __del__(self):
        self.log.append(self.n)
)PY",
       "self.log = []\nself.dying = Dying(self.log, 1)",
       {"s.dying = None", "del s.dying", "r = s.dying.n", "s.dying.n += 1", "r = list(s.log)",
        "x = s.dying; x.n = 7", "s.other = s.dying", "s.log.append(s.dying.n)"}},
      {R"PY(
class Trouble(Exception):
    code = 1
)PY",
       "self.exc = Trouble('a')\nself.group = ExceptionGroup('g', [ValueError(1)])",
       {"s.exc.args = ('b', i)", "r = s.exc.args", "s.exc.add_note('n')", "r = getattr(s.exc, '__notes__', None)",
        "s.exc.code = 5", "r = s.exc.code", "r = str(s.exc)", "r = repr(s.exc)", "s.exc.__cause__ = KeyError()",
        "r = s.exc.__cause__ is None", "s.exc.__suppress_context__ = True", "r = s.exc.__suppress_context__",
        "s.exc.extra = i", "r = s.exc.__dict__", "s.exc.__init__('c')", "r = s.exc.__reduce__()[1]",
        "s.exc.__setstate__({'code': 8})", "r = f'{s.exc}'", "s.group.message2 = 1", "r = hasattr(s.group, 'message2')",
        "try: raise s.exc\nexcept Trouble as e: r = e.args", "s.exc.__notes__.append('m')",
        "try: raise s.exc\nexcept Trouble as e: e.code += 1", "r = copy.copy(s.exc).args"}},
      {R"PY(
calls = []

def make():
    @functools.lru_cache(maxsize=None)
    def square(x):
        calls.append(x)
        return x * x
    return square

def limited():
    @functools.lru_cache(maxsize=1)
    def triple(x):
        return 3 * x
    return triple

observers.append(lambda s: (calls, s.square.cache_info(), s.triple.cache_info()))
)PY",
       "self.square = make()\nself.triple = limited()\ncalls.clear()",
       {"r = s.square(2)", "r = s.square(3)", "r = s.square.cache_info()", "s.square.cache_clear()", "r = s.triple(1)",
        "r = s.triple(2)", "r = s.triple.cache_info().hits", "s.triple.cache_clear()", "r = list(map(s.square, [2, 2]))",
        "r = functools.partial(s.square, 2)()", "r = list(calls)", "s.square = s.triple"}},
      {"",
       "self.io = io.StringIO('ab')\nself.by = io.BytesIO(b'cd')\nself.rng = random.Random(1)",
       {"s.io.write('x')", "r = s.io.read(1)", "r = s.io.getvalue()", "s.io.seek(0)", "r = s.io.tell()",
        "print(i, file=s.io)", "print('a', 'b', file=s.io)", "s.io.truncate(0)", "r = s.io.readline()",
        "for line in s.io: r = line", "r = next(s.io, None)", "r = list(s.io)", "s.io.writelines(['p', 'q'])", "s.io.close()",
        "r = s.io.closed", "s.by.write(b'y')", "r = s.by.read()", "r = s.by.getvalue()", "r = bytes(s.by.getbuffer())",
        "s.by.getbuffer()[0] = 90", "r = s.rng.random()", "r = s.rng.randint(1, 9)", "s.rng.seed(2)",
        "r = s.rng.choice([1, 2, 3])", "r = s.rng.getstate()[2]", "with contextlib.redirect_stdout(s.io): r = 1",
        "json.dump([1], s.io)", "r = random.random()", "random.seed(5)", "r = random.randrange(9)",
        "with contextlib.redirect_stdout(s.io): print(i)", "sys.stdout, s.old = s.io, sys.stdout", "print('p')",
        "pickle.dump(i, s.by)", "r = pickle.load(s.by)", "marshal.dump([i], s.by)", "csv.writer(s.io).writerow('ab')",
        "r = list(csv.reader(s.io))", "s.by.seek(0)", "s.io.__init__('k')", "s.by.__init__(b'k')", "s.rng.__init__(3)",
        "r = io.TextIOWrapper(s.by).read()", "r = io.BufferedReader(s.by).read(1)", "r = s.by.readinto(bytearray(2))",
        "pickle.Pickler(s.by).dump(1)", "r = iter(s.io) is s.io", "s.io.__del__()"}},
      // synchronisation
      {"",
       "self.a = 0\nself.m = [1]\nself.lock = threading.Lock()\nself.rlock = threading.RLock()\nself.ev = threading.Event()",
       {"with s.lock: s.a += 1", "with s.lock: r = s.a", "s.a += 1", "with s.rlock:\n    with s.rlock: s.a += 1",
        "r = s.lock.acquire(False)", "r = s.lock.locked()", "r = s.ev.is_set()", "s.ev.set()", "s.ev.clear()",
        "with s.lock:\n    if s.m: r = s.m.pop()", "if s.lock.acquire(blocking=False):\n    s.a = 5\n    s.lock.release()",
        "with s.lock, s.rlock: r = s.a", "with s.rlock, s.lock: r = s.a", "s.lock.release()",
        "with contextlib.ExitStack() as stack:\n    stack.enter_context(s.lock)\n    s.a += 1"}},
      {R"PY(
class Mine(threading.local):
    x = 0
)PY",
       "self.mine = Mine()\nself.tl = threading.local()\nself.var = 0\nos.environ.pop('FRONTRUN_FUZZ', None)\nsys.modules.pop('frontrun_fuzz', None)\nMine.x = 0",
       {"s.mine.x = i; r = s.mine.x", "r = s.mine.x", "s.tl.y = 3; r = s.tl.y", "r = hasattr(s.tl, 'y')", "Mine.x = 4",
        "os.environ['FRONTRUN_FUZZ'] = str(i)", "r = os.environ.get('FRONTRUN_FUZZ')", "r = os.getenv('FRONTRUN_FUZZ')",
        "os.environ.pop('FRONTRUN_FUZZ', None)", "sys.modules['frontrun_fuzz'] = None", "r = 'frontrun_fuzz' in sys.modules",
        "sys.modules.pop('frontrun_fuzz', None)", "s.var += 1", "r = s.var", "s.tl.__dict__['z'] = 1; r = s.tl.__dict__"}},
  };
}

}  // namespace

const std::vector<Group>& statement_groups() {
  static const std::vector<Group> groups = make_groups();
  return groups;
}

}  // namespace frontrun::test
