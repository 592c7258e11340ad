"""What CPython's primitives promise, as snippets. What counts is the value of a snippet's last line, or the exception that it ends
in: type and text. See test_contracts.py."""

import ast
import functools
import re

PRELUDE = "import contextlib, functools, pickle, queue, threading, time, weakref, _thread\n"

#: Snippets that start no threads: they hold in a thread, in setup() and at import alike.
ALONE = """
lock = threading.Lock(); lock.release()
--
lock = threading.Lock(); (lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(timeout=0), lock.release(), lock.locked())
--
threading.Lock().acquire(False, 1)
--
threading.Lock().acquire(True, -2)
--
threading.Lock().acquire(timeout=float("nan"))
--
threading.Lock().acquire(timeout=1e100)
--
threading.Lock().acquire(timeout=threading.TIMEOUT_MAX * 2)
--
threading.Lock().acquire(timeout=None)
--
threading.Lock().acquire(timeout="soon")
--
threading.Lock().acquire(1, 2, 3)
--
threading.Lock().acquire(wait=True)
--
threading.Lock(1)
--
lock = threading.Lock(); (lock.acquire(True, -1), lock.release())
--
lock = threading.Lock(); (lock.__enter__(), lock.__exit__(), lock.locked())
--
lock = threading.Lock(); (repr(lock), lock.acquire(), repr(lock))
--
pickle.dumps(threading.Lock())
--
pickle.dumps(threading.RLock())
--
pickle.dumps(threading.Condition())
--
import copy; copy.deepcopy(threading.Lock())
--
class Mine(type(threading.Lock())): pass
--
type(threading.Lock())()
--
lock = threading.Lock(); lock.owner = 1
--
lock = threading.Lock(); (type(lock) is _thread.LockType, isinstance(lock, _thread.LockType), type(lock).__name__, type(lock).__module__)
--
lock = threading.Lock(); r = weakref.ref(lock); before = r() is lock; del lock; (before, r())
--
lock = threading.Lock(); hash(lock) == hash(lock), lock == threading.Lock(), lock != lock, bool(lock)
--
sorted(name for name in dir(threading.Lock()) if not name.startswith("__"))
--
sorted(name for name in dir(threading.RLock()) if not name.startswith("__"))
--
threading.RLock().release()
--
lock = threading.RLock(); lock.acquire(); lock.release(); lock.release()
--
lock = threading.RLock(); (lock.acquire(), lock.acquire(), lock._is_owned(), lock.release(), lock._is_owned(), lock.release(), lock._is_owned())
--
lock = threading.RLock(); (repr(lock), lock.acquire(), lock.acquire(), "count=2" in repr(lock), repr(lock).startswith("<locked _thread.RLock object owner="))
--
threading.RLock().acquire(False, 1)
--
threading.RLock().acquire(timeout=-3)
--
threading.RLock()._release_save()
--
lock = threading.RLock(); lock.acquire(); lock.acquire(); state = lock._release_save(); free = lock._is_owned(); lock._acquire_restore(state); (state[0], free, lock._is_owned(), lock.release(), lock.release())
--
class Mine(threading._RLock): pass
lock = Mine(); (lock.acquire(), lock.release(), type(lock).__name__)
--
class Mine(type(threading.RLock())): extra = 1
lock = Mine(); lock.note = 2; (lock.acquire(), lock.extra, lock.note, lock.release(), isinstance(lock, type(threading.RLock())))
--
threading._PyRLock().release()
--
lock = threading._PyRLock(); (lock.acquire(), lock.acquire(), lock.release(), lock.release())
--
threading.RLock(1)
--
threading.Condition().wait()
--
threading.Condition().notify()
--
threading.Condition().notify_all()
--
threading.Condition().release()
--
threading.Condition(threading.Lock()).release()
--
c = threading.Condition(); (c.acquire(), c.wait(0), c.wait(timeout=-1), c.notify(), c.notify(0), c.notify_all(), c.release())
--
c = threading.Condition()
with c: value = c.wait_for(lambda: 7)
value
--
c = threading.Condition()
with c: value = c.wait_for(lambda: 0, timeout=0)
value
--
c = threading.Condition(threading.Lock()); (c.acquire(), c._is_owned(), c.release(), c._is_owned())
--
c = threading.Condition(); (repr(c).startswith("<Condition(<unlocked _thread.RLock object"), repr(c).endswith(", 0)>"))
--
c = threading.Condition()
with c:
    with c: value = c.wait(0)
    owned = c._is_owned()
(value, owned, c._is_owned())
--
class Own:
    def __init__(self): self.inner = threading.Lock(); self.log = []
    def acquire(self, *args): self.log.append("acquire"); return self.inner.acquire(*args)
    def release(self): self.log.append("release"); self.inner.release()
    def __enter__(self): return self.acquire()
    def __exit__(self, *args): self.release()
own = Own(); c = threading.Condition(own)
with c: value = (c.wait(0), c.notify(), c._is_owned())
(value, c._is_owned(), own.log)
--
class Own:
    def acquire(self, *args): return True
    def release(self): pass
c = threading.Condition(Own()); c.notify()
--
with threading.Condition() as value: pass
value
--
c = threading.Condition(); c.notifyAll
--
threading.Condition(5)
--
threading.Semaphore(-1)
--
threading.BoundedSemaphore(-1)
--
s = threading.Semaphore(); (s.acquire(), s.acquire(False), s.acquire(timeout=0), s.release(), s.release(2), s._value)
--
threading.Semaphore().acquire(False, 1)
--
threading.Semaphore().acquire(False, timeout=0)
--
threading.Semaphore().release(0)
--
threading.Semaphore().release(-1)
--
threading.BoundedSemaphore().release()
--
threading.BoundedSemaphore(2).release(0)
--
s = threading.BoundedSemaphore(2); (s.acquire(), s.acquire(), s.release(2), s.acquire(blocking=False))
--
s = threading.BoundedSemaphore(2); s.acquire(); s.release(2)
--
s = threading.Semaphore(3); (repr(s), s.acquire(), repr(s))
--
s = threading.BoundedSemaphore(3); (repr(s), s.acquire(), repr(s))
--
s = threading.Semaphore()
with s as value: inside = s.acquire(False)
(value, inside, s.acquire(False))
--
class Mine(threading.Semaphore):
    def acquire(self, *args, **kwargs): self.asked = True; return super().acquire(*args, **kwargs)
s = Mine(0); (s.acquire(timeout=0), s.asked, isinstance(s, threading.Semaphore), isinstance(threading.BoundedSemaphore(), threading.Semaphore))
--
threading.Semaphore("2")
--
e = threading.Event(); (e.is_set(), e.wait(0), e.wait(-1), e.set(), e.is_set(), e.wait(), e.wait(0), e.clear(), e.is_set())
--
threading.Event().isSet
--
e = threading.Event(); (repr(e), e.set(), repr(e))
--
class Mine(threading.Event): pass
e = Mine(); (e.set(), e.is_set(), repr(e))
--
e = threading.Event(); r = weakref.ref(e); del e; r()
--
threading.Event(1)
--
threading.Barrier(0)
--
threading.Barrier(-1)
--
b = threading.Barrier(1); (b.wait(), b.wait(), b.parties, b.n_waiting, b.broken)
--
ran = []; b = threading.Barrier(1, action=lambda: ran.append(1)); (b.wait(), b.wait(), ran)
--
b = threading.Barrier(1, action=lambda: 1 / 0); b.wait()
--
b = threading.Barrier(1, action=lambda: 1 / 0)
with contextlib.suppress(ZeroDivisionError): b.wait()
b.broken, b.n_waiting
--
b = threading.Barrier(2); b.abort(); b.wait()
--
b = threading.Barrier(2); (b.abort(), b.broken, b.reset(), b.broken)
--
threading.Barrier(2).wait(0)
--
b = threading.Barrier(2, timeout=0); b.wait()
--
b = threading.Barrier(2)
with contextlib.suppress(threading.BrokenBarrierError): b.wait(0)
b.broken, b.n_waiting
--
b = threading.Barrier(2); (repr(b), b.abort(), repr(b))
--
issubclass(threading.BrokenBarrierError, RuntimeError)
--
threading.Barrier("2")
--
threading.Thread(group=1)
--
t = threading.Thread(); t.join()
--
t = threading.Thread(); (t.is_alive(), t.ident, t.native_id, t.daemon, repr(t)[:8])
--
class Mine(threading.Thread):
    def __init__(self): pass
Mine().start()
--
class Mine(threading.Thread):
    def __init__(self): pass
Mine().join()
--
class Mine(threading.Thread):
    def __init__(self): pass
Mine().name
--
class Mine(threading.Thread):
    def __init__(self): pass
Mine().daemon
--
class Mine(threading.Thread):
    def __init__(self): pass
Mine().is_alive()
--
class Mine(threading.Thread):
    def __init__(self): pass
repr(Mine())
--
t = threading.Thread(name="a", daemon=True); (t.name, t.daemon, setattr(t, "name", 7), t.name, setattr(t, "daemon", False), t.daemon, t.getName(), t.isDaemon())
--
threading.Thread(target=lambda: 0, args=(1,), kwargs={"a": 1}).name.startswith("Thread-")
--
threading.Thread(target=print).name.endswith(" (print)")
--
threading.Thread(1, 2, 3, 4, 5, 6)
--
t = threading.Timer(1, print); (t.interval, t.function, t.args, t.kwargs, t.cancel(), t.finished.is_set())
--
threading.current_thread().join()
--
threading.current_thread() is threading.current_thread(), threading.current_thread().is_alive(), threading.current_thread().ident == threading.get_ident()
--
threading.current_thread() in threading.enumerate(), threading.main_thread() in threading.enumerate(), threading.active_count() == len(threading.enumerate())
--
threading.main_thread().name, type(threading.main_thread()).__name__, threading.main_thread().is_alive(), threading.main_thread().daemon
--
threading.get_native_id() == threading.current_thread().native_id, type(threading.get_native_id())
--
threading.stack_size(), threading.stack_size(2**20), threading.stack_size(0)
--
import warnings
with warnings.catch_warnings(record=True) as caught: warnings.simplefilter("always"); counted = threading.activeCount() == threading.active_count()
counted, [str(w.message) for w in caught]
--
threading.stack_size(1)
--
threading.stack_size(-1)
--
_thread.start_new_thread(1, ())
--
_thread.start_new_thread(print, 1)
--
_thread.start_new_thread(print, (), 1)
--
_thread.start_new_thread()
--
_thread.exit()
--
threading.TIMEOUT_MAX == _thread.TIMEOUT_MAX, threading.ThreadError is RuntimeError, _thread.error is RuntimeError
--
threading.excepthook(1)
--
threading.excepthook is threading.__excepthook__
--
local = threading.local(); local.x = 1; (local.x, vars(local), hasattr(local, "y"))
--
threading.local().missing
--
threading.local(1)
--
class Mine(threading.local):
    def __init__(self, x): self.x = x
Mine(3).x
--
queue.Queue().get_nowait()
--
queue.Queue().get(False)
--
queue.Queue().get(timeout=0)
--
queue.Queue().get(timeout=-1)
--
queue.Queue().get(block=False, timeout=-1)
--
q = queue.Queue(1); q.put(1); q.put_nowait(2)
--
q = queue.Queue(1); q.put(1); q.put(2, timeout=0)
--
q = queue.Queue(1); q.put(1); q.put(2, timeout=-1)
--
queue.Queue(1).put(2, timeout=-1)
--
queue.Queue().put(2, timeout=-1)
--
q = queue.Queue(2); (q.empty(), q.full(), q.qsize(), q.put(1), q.put(2), q.full(), q.qsize(), q.get(), q.get(), q.empty())
--
queue.Queue().task_done()
--
q = queue.Queue(); (q.put(1), q.unfinished_tasks, q.get(), q.task_done(), q.unfinished_tasks, q.join())
--
q = queue.Queue(); q.put(1); q.task_done(); q.task_done()
--
q = queue.LifoQueue(); (q.put(1), q.put(2), q.get(), q.get())
--
q = queue.PriorityQueue(); (q.put(2), q.put(1), q.put(3), q.get(), q.get(), q.get())
--
q = queue.PriorityQueue(); q.put(2); q.put("x")
--
class Item:
    def __init__(self, n): self.n = n
    def __lt__(self, other): return self.n < other.n
q = queue.PriorityQueue(); [q.put(Item(n)) for n in (3, 1, 2)]; [q.get().n for _ in range(3)]
--
q = queue.SimpleQueue(); (q.put(1), q.put(2, False, 3), q.qsize(), q.get(), q.get_nowait(), q.empty())
--
queue.SimpleQueue().get(False)
--
queue.SimpleQueue().get(timeout=0)
--
queue.SimpleQueue().get(timeout=-1)
--
queue.SimpleQueue().get_nowait()
--
q = queue.SimpleQueue(); (q.put_nowait(1), q.put(item=2, block=True), q.get(block=True, timeout=1), type(q).__name__, type(q).__module__)
--
repr(queue.SimpleQueue()).split(" at ")[0]
--
pickle.dumps(queue.SimpleQueue())
--
class Mine(queue.SimpleQueue): pass
q = Mine(); (q.put(1), q.get(), isinstance(q, queue.SimpleQueue))
--
q = queue.SimpleQueue(); r = weakref.ref(q); del q; r()
--
queue.Queue[int], queue.SimpleQueue[int]
--
class Unique(queue.Queue):
    def _init(self, maxsize): self.queue = set()
    def _qsize(self): return len(self.queue)
    def _put(self, item): self.queue.add(item)
    def _get(self): return self.queue.pop()
q = Unique(2); (q.put(1), q.put(1), q.qsize(), q.put(2), q.full(), q.get() + q.get(), q.empty())
--
class Failing(queue.Queue):
    def _put(self, item): raise KeyError("put")
q = Failing(1); q.put(1)
--
class Failing(queue.Queue):
    def _get(self): raise KeyError("get")
q = Failing(1); q.put(1); q.get()
--
class Failing(queue.Queue):
    def _put(self, item): raise KeyError("put")
q = Failing(1)
with contextlib.suppress(KeyError): q.put(1)
q.qsize(), q.unfinished_tasks, q.mutex.locked()
--
q = queue.Queue(1); q.put(1)
with q.mutex: q.queue.clear()
q.put(2, timeout=0), q.qsize()
--
q = queue.Queue(1)
with q.not_full: q.queue.append(1); q.not_empty.notify()
q.get(timeout=0), q.empty()
--
q = queue.Queue(); q.put(1); q.put(2); (list(q.queue), q.queue[0], len(q.queue), type(q.queue).__name__, q.maxsize)
--
pickle.dumps(queue.Queue())
--
queue.Queue("1").put(1)
--
time.sleep(-1)
--
time.sleep("1")
--
time.sleep(float("nan"))
--
a = time.monotonic(), time.time(), time.perf_counter(); time.sleep(0.01); b = time.monotonic(), time.time(), time.perf_counter(); [y - x > 0.009 for x, y in zip(a, b)]
--
import sched; ran = []; s = sched.scheduler(); s.enter(0.01, 1, ran.append, (2,)); s.enter(0.005, 1, ran.append, argument=(1,)); (len(s.queue), s.run(), ran, s.empty())
--
import sched; ran = []; s = sched.scheduler(); [s.enterabs(0, priority, ran.append, (priority,)) for priority in (2, 1, 3)]; (s.run(blocking=False), ran)
--
import sched; s = sched.scheduler(); event = s.enter(1, 1, print); (s.cancel(event), s.empty(), s.cancel(event))
--
class C:
    made = 0
    @functools.cached_property
    def value(self): C.made += 1; return C.made
c = C(); (c.value, c.value, C.made)
--
import concurrent.futures; concurrent.futures.ThreadPoolExecutor(0)
--
import concurrent.futures; concurrent.futures.ThreadPoolExecutor(initializer=1)
--
import concurrent.futures; p = concurrent.futures.ThreadPoolExecutor(1); p.shutdown(); p.submit(print)
--
import concurrent.futures; f = concurrent.futures.Future(); (f.done(), f.running(), f.cancel(), f.cancelled(), f.cancel())
--
import concurrent.futures; concurrent.futures.Future().result(timeout=0)
--
import concurrent.futures; f = concurrent.futures.Future(); f.set_result(1); f.set_result(2)
"""

#: Snippets that start threads. What they come to does not depend on who is first.
TOGETHER = """
lock = threading.Lock(); lock.acquire(); start = time.monotonic(); (lock.acquire(timeout=0.01), time.monotonic() - start > 0.009)
--
e = threading.Event(); start = time.monotonic(); (e.wait(0.01), time.monotonic() - start > 0.009)
--
found = []; t = threading.Timer(0.01, found.append, (1,)); t.start(); t.join(); (found, t.finished.is_set())
--
found = []; t = threading.Timer(60, found.append, (1,)); t.start(); t.cancel(); t.join(); (found, t.finished.is_set())
--
import sched; ran = []; s = sched.scheduler(); s.enter(0.01, 1, ran.append, (1,)); t = threading.Thread(target=s.run); t.start(); t.join(); (ran, s.empty())
--
t = threading.Thread(target=lambda: None); t.start(); t.join(); (t.is_alive(), t.join(), t.join(0), t.ident is not None, "stopped" in repr(t))
--
t = threading.Thread(); t.start(); t.start()
--
t = threading.Thread(); t.start(); t.join(); t.start()
--
t = threading.Thread(); t.start(); t.daemon = True
--
e = threading.Event(); t = threading.Thread(target=e.wait); t.start(); alive = t.is_alive(), t.join(0), t.is_alive(), t in threading.enumerate(); e.set(); t.join(); (alive, t.is_alive(), t in threading.enumerate())
--
caught = []
def f():
    try: threading.current_thread().join()
    except RuntimeError as error: caught.append(str(error))
t = threading.Thread(target=f); t.start(); t.join(); caught
--
class Mine(threading.Thread):
    def run(self): self.result = self.name
t = Mine(name="mine"); t.start(); t.join(); t.result
--
found = []; t = threading.Thread(target=lambda a, b: found.append((a, b)), args=(1,), kwargs={"b": 2}); t.start(); t.join(); (found, hasattr(t, "_target"))
--
found = []; t = threading.Thread(target=lambda: found.append((threading.current_thread() is t, threading.get_ident() == t.ident, threading.get_native_id() == t.native_id))); t.start(); t.join(); found
--
e = threading.Event(); b = threading.Barrier(3); ts = [threading.Thread(target=b.wait) for _ in range(2)]; [t.start() for t in ts]; ids = len({t.ident for t in ts} | {threading.get_ident()}), len({t.native_id for t in ts} | {threading.get_native_id()}); b.wait(); [t.join() for t in ts]; ids
--
import sys; t = threading.Thread(target=sys.exit); t.start(); t.join(); t.is_alive()
--
t = threading.Thread(target=_thread.exit); t.start(); t.join(); t.is_alive()
--
seen = []; threading.excepthook, old = lambda args: seen.append((args.exc_type.__name__, str(args.exc_value), args.thread is t, args.exc_traceback is not None)), threading.excepthook
def f(): raise ValueError("x")
t = threading.Thread(target=f); t.start(); t.join(); threading.excepthook = old; seen
--
seen = []; threading.excepthook, old = seen.append, threading.excepthook
t = threading.Thread(target=_thread.exit); t.start(); t.join(); threading.excepthook = old; len(seen)
--
t = threading.Thread(target=threading.current_thread().is_alive, daemon=True); t.start(); t.join(); (t.daemon, t.is_alive())
--
found = []; t = threading.Thread(target=lambda: found.append(threading.Thread().daemon), daemon=True); t.start(); t.join(); found
--
local = threading.local(); local.x = 1; found = []; t = threading.Thread(target=lambda: found.append(hasattr(local, "x"))); t.start(); t.join(); (found, local.x)
--
class Mine(threading.local):
    made = 0
    def __init__(self): Mine.made += 1
local = Mine(); t = threading.Thread(target=lambda: vars(local)); t.start(); t.join(); Mine.made
--
lock = threading.RLock(); caught = []
def f():
    try: lock.release()
    except RuntimeError as error: caught.append((str(error), lock.acquire(False), lock._is_owned()))
lock.acquire(); t = threading.Thread(target=f); t.start(); t.join(); caught
--
lock = threading.Lock(); lock.acquire(); t = threading.Thread(target=lock.release); t.start(); t.join(); lock.locked()
--
c = threading.Condition(); seen = []
def f():
    with c: seen.append(c.wait_for(lambda: ready))
ready = []; t = threading.Thread(target=f); t.start()
with c: ready.append(1); c.notify()
t.join(); seen
--
e = threading.Event(); found = []; t = threading.Thread(target=lambda: found.append(e.wait(100))); t.start(); e.set(); t.join(); found
--
b = threading.Barrier(2); found = []; t = threading.Thread(target=lambda: found.append(b.wait())); t.start(); found.append(b.wait()); t.join(); (sorted(found), b.n_waiting)
--
ran = []; b = threading.Barrier(2, lambda: ran.append(b.n_waiting)); t = threading.Thread(target=b.wait); t.start(); b.wait(); t.join(); len(ran)
--
b = threading.Barrier(2); caught = []
def f():
    try: b.wait()
    except threading.BrokenBarrierError as error: caught.append(str(error))
t = threading.Thread(target=f); t.start(); b.abort(); t.join(); (caught, b.broken)
--
ran = []; t = threading.Timer(0.001, ran.append, [1]); t.start(); t.join(); ran
--
ran = []; t = threading.Timer(100, ran.append, [1]); t.start(); t.cancel(); t.join(); ran
--
q = queue.Queue(1); got = []; t = threading.Thread(target=lambda: [got.append(q.get()) or q.task_done() for _ in range(3)]); t.start(); [q.put(i) for i in range(3)]; q.join(); t.join(); (got, q.unfinished_tasks)
--
q = queue.SimpleQueue(); got = []; t = threading.Thread(target=lambda: [got.append(q.get()) for _ in range(3)]); t.start(); [q.put(i) for i in range(3)]; t.join(); got
--
q = queue.Queue(1); q.put(1); t = threading.Thread(target=q.put, args=(2,)); t.start()
with q.mutex: q.queue.clear(); q.not_full.notify()
t.join(); q.get()
--
q = queue.Queue(1); t = threading.Thread(target=q.put, args=(1,)); t.start(); t.join(); q.get_nowait()
--
import concurrent.futures
with concurrent.futures.ThreadPoolExecutor(2) as p: values = list(p.map(lambda x: x * x, range(4)))
values
--
import concurrent.futures
with concurrent.futures.ThreadPoolExecutor(1) as p: f = p.submit(divmod, 1, 0)
f.result()
--
import concurrent.futures
with concurrent.futures.ThreadPoolExecutor(2) as p: fs = [p.submit(pow, 2, n) for n in range(3)]; done, not_done = concurrent.futures.wait(fs)
(sorted(f.result() for f in done), len(not_done), sorted(f.result() for f in concurrent.futures.as_completed(fs)))
--
import concurrent.futures
def bad(): raise ValueError("bad")
with concurrent.futures.ThreadPoolExecutor(1, initializer=bad) as p: f = p.submit(print)
f.result()
--
import concurrent.futures
with concurrent.futures.ThreadPoolExecutor(1, "pool") as p: name = p.submit(lambda: threading.current_thread().name).result()
name
--
import multiprocessing.dummy as dummy; p = dummy.Process(target=len, args=((),)); p.start(); p.join(); (p.exitcode, p.is_alive())
--
died = []; lock = threading.Lock(); r = weakref.ref(lock, died.append); t = threading.Thread(target=lock.acquire); t.start(); t.join(); del lock, t; len(died)
--
found = []; ident = _thread.start_new_thread(lambda: (found.append(1), lock.release()), ()) if (lock := threading.Lock()).acquire() else 0; lock.acquire(); (found, type(ident))
--
found = []; lock = threading.Lock(); lock.acquire()
def f():
    try: _thread.exit()
    finally: lock.release()
_thread.start_new_thread(f, ()); lock.acquire()
--
t = threading.Thread(); e = threading.Event(); t = threading.Thread(target=e.wait, name="n"); t.start(); text = repr(t).split()[0:2]; e.set(); t.join(); text
"""


def snippets(table):
    return [text.strip("\n") for text in table.split("\n--\n")]


@functools.cache  # the same code in every execution
def compiled(snippet):
    tree = ast.parse(PRELUDE + snippet)
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else ast.parse("'done'", mode="eval")
    return compile(tree, "<snippet>", "exec"), compile(last, "<snippet>", "eval")


def outcome(snippet):
    """What a snippet comes to, in words, addresses and idents masked."""
    body, last = compiled(snippet)
    names = {"__name__": "snippet"}
    try:
        exec(body, names)
        text = repr(eval(last, names))
    except BaseException as error:
        if type(error).__module__ == "frontrun":
            raise
        text = f"{type(error).__module__}.{type(error).__qualname__}: {error}"
    return re.sub(r"0x[0-9a-f]+", "ADDRESS", re.sub(r"started \d+", "started IDENT", text))
