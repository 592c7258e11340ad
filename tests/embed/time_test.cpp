// Virtual time: what the clocks show, who sees a sleep, and that whoever waits for a time gets there.
#include <fmt/format.h>

#include "catch.hpp"
#include "embed/explored.hpp"

using frontrun::test::explore_all;
using frontrun::test::Explored;

namespace {

std::string scenario(const std::string& body) {
  return "import datetime, queue, sched, threading, time\n"
         "from concurrent.futures import Future, TimeoutError as FutureTimeout\n"
         "from time import monotonic\n"
         "class State: pass\n" +
         body;
}

/// Holds in every trace, of which there are this many.
std::uint64_t traces(const std::string& body) {
  const Explored explored = explore_all(scenario(body));
  for (const auto& [message, count] : explored.failures) FAIL_CHECK(message << ", " << count << " times");
  CHECK(explored.exploration.exhaustive);
  CHECK(explored.exploration.statistics.repeated == 0);
  return explored.exploration.statistics.traces;
}

}  // namespace

TEST_CASE("every clock shows virtual time, which begins at the same date in every execution") {
  CHECK(traces(R"(
IMPORTED = time.time()

def setup():
    s = State()
    s.lock = threading.Lock()
    s.begin = time.time(), time.monotonic(), datetime.datetime.now(datetime.timezone.utc)
    return s

def look(s):
    with s.lock:
        pass
    date, start, moment = s.begin
    assert int(date) == 1893456000 and IMPORTED < date < IMPORTED + 120
    assert moment.isoformat().startswith("2030-01-01T00:00:00.")
    before = [time.time(), time.monotonic(), time.perf_counter(), time.process_time(), time.thread_time(),
              time.clock_gettime(time.CLOCK_REALTIME), time.clock_gettime(time.CLOCK_MONOTONIC)]
    in_ns = [time.time_ns(), time.monotonic_ns(), time.perf_counter_ns(), time.process_time_ns(), time.thread_time_ns(),
             time.clock_gettime_ns(time.CLOCK_BOOTTIME)]
    moments = [datetime.datetime.now(), datetime.datetime.utcnow(), datetime.datetime.today()]
    time.sleep(86400 * 365)
    assert all(b >= a + 86400 * 365 for a, b in zip(before, [
        time.time(), time.monotonic(), time.perf_counter(), time.process_time(), time.thread_time(),
        time.clock_gettime(time.CLOCK_REALTIME), time.clock_gettime(time.CLOCK_MONOTONIC)]))
    assert all(b >= a + 86400 * 365 * 10**9 for a, b in zip(in_ns, [
        time.time_ns(), time.monotonic_ns(), time.perf_counter_ns(), time.process_time_ns(), time.thread_time_ns(),
        time.clock_gettime_ns(time.CLOCK_BOOTTIME)]))
    later = [datetime.datetime.now(), datetime.datetime.utcnow(), datetime.datetime.today()]
    assert all(b - a >= datetime.timedelta(days=365) for a, b in zip(moments, later))
    time.sleep(86400)
    assert datetime.date.today().year == time.localtime().tm_year == time.gmtime().tm_year == 2031
    assert "2031" in time.ctime() and "2031" in time.asctime() and "2031" in time.strftime("%Y")
    assert time.gmtime(0).tm_year == 1970 and time.strftime("%Y", time.gmtime(0)) == "1970"
    assert threading._time is time.monotonic is monotonic and queue.time is time.monotonic

threads = [look]

def invariant(s):
    return time.monotonic() - s.begin[1] > 86400 * 366
)") == 1);
}

TEST_CASE("a clock is later whenever its thread looks at it again, and after all that happened before") {
  CHECK(traces(R"(
def setup():
    s = State()
    s.queue = queue.Queue()
    return s

def first(s):
    start = time.perf_counter()
    assert time.perf_counter() > start and time.time() > time.time() - 1
    time.sleep(10)
    s.queue.put(time.monotonic())

def second(s):
    stamp = s.queue.get()
    now = time.monotonic()
    assert now > stamp
    time.sleep(5)
    assert time.monotonic() >= now + 5

threads = [first, second]
)") >= 1);
}

TEST_CASE("who is woken goes on after whoever woke it") {
  CHECK(traces(R"(
def setup():
    s = State()
    s.barrier = threading.Barrier(2)
    s.stamps = {}
    return s

def come_late(s):
    time.sleep(10)
    s.stamps["late"] = time.monotonic()
    s.barrier.wait()

def come(s):
    s.barrier.wait()
    now = time.monotonic()
    assert now > s.stamps["late"]
    child = threading.Thread(target=lambda: s.stamps.update(child=time.monotonic()))
    child.start()
    child.join()
    assert time.monotonic() > s.stamps["child"] > now

threads = [come_late, come]
)") >= 1);
}

TEST_CASE("a sleep of one thread may make another late") {
  const Explored explored = explore_all(scenario(R"(
def setup():
    s = State()
    s.expires = time.monotonic() + 10
    return s

def sleep(s):
    time.sleep(20)

def use(s):
    s.fresh = time.monotonic() < s.expires

threads = [sleep, use]

def invariant(s):
    return s.fresh
)"));
  CHECK(explored.exploration.statistics.traces == 2);
  CHECK(explored.failures == std::map<std::string, std::uint64_t>{{"invariant returned False", 1}});
}

TEST_CASE("who sleeps at the same time sleeps side by side") {
  CHECK(traces(R"(
def setup():
    return time.monotonic()

threads = [lambda begin: time.sleep(10)] * 3

def invariant(begin):
    return 10 <= time.monotonic() - begin < 11
)") == 1);
  // Two orders of two sleeps that are looked at; in both it is ten seconds later after the first.
  CHECK(traces(R"(
def setup():
    return time.monotonic()

def sleep(begin):
    time.sleep(10)
    assert 10 <= time.monotonic() - begin < 11

threads = [sleep] * 2
)") >= 2);
}

TEST_CASE("sleeping costs nothing where nobody looks at the clock, nor does looking where nobody sleeps") {
  const std::string sleeping = R"(
threads = [lambda: (time.sleep(3600), time.sleep(3600))] * 3
)";
  CHECK(traces(sleeping) == 1);
  CHECK(explore_all(scenario(sleeping)).exploration.statistics.operations == 0);
  const std::string looking = R"(
threads = [lambda: (time.monotonic(), datetime.datetime.now())] * 3
)";
  CHECK(traces(looking) == 1);
  CHECK(explore_all(scenario(looking)).exploration.statistics.operations == 0);
}

TEST_CASE("a loop that waits for a time comes to an end") {
  const std::string body = GENERATE("pass",                                        //
                                    "time.sleep(0.01)",                            //
                                    "if s.flag: break",                            //
                                    "if s.lock.acquire(False): s.lock.release()",  //
                                    "if s.lock.acquire(timeout=0.1): s.lock.release()", "s.rounds += 1");
  CAPTURE(body);
  const auto loop = [&](const std::string& others) {
    return fmt::format(R"(
def setup():
    s = State()
    s.flag = False
    s.rounds = 0
    s.lock = threading.Lock()
    s.lock.acquire()
    s.end = time.monotonic() + 3600
    return s

def poll(s):
    while time.monotonic() < s.end:
        {}

def set_flag(s):
    s.flag = True

threads = [poll{}]

def invariant(s):
    return s.flag or time.monotonic() >= s.end
)",
                       body, others);
  };
  CHECK(traces(loop("")) == 1);
  CHECK(traces(loop(", set_flag")) <= 40);
}

TEST_CASE("setup() and the invariant may wait for a time, too") {
  CHECK(traces(R"(
def setup():
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.5)
    while time.monotonic() < end + 60:
        pass
    return end

threads = [lambda end: None]

def invariant(end):
    while time.monotonic() < end + 3600:
        pass
    return time.monotonic() < end + 36000
)") == 1);
}

TEST_CASE("an expired timeout takes as long as it says") {
  CHECK(traces(R"(
def setup():
    s = State()
    s.lock = threading.Lock()
    s.lock.acquire()
    return s

def wait_in_vain(s):
    condition, empty, full = threading.Condition(), queue.Queue(), queue.Queue(1)
    full.put(None)
    def in_condition(seconds):
        with condition:
            condition.wait(seconds)
    def for_condition(seconds):
        with condition:
            condition.wait_for(lambda: False, seconds)
    def at_barrier(seconds):
        try:
            threading.Barrier(2).wait(seconds)
        except threading.BrokenBarrierError:
            pass
    def get(seconds):
        try:
            empty.get(timeout=seconds)
        except queue.Empty:
            pass
    def put(seconds):
        try:
            full.put(None, timeout=seconds)
        except queue.Full:
            pass
    def get_simply(seconds):
        try:
            queue.SimpleQueue().get(timeout=seconds)
        except queue.Empty:
            pass
    def result(seconds):
        try:
            Future().result(seconds)
        except FutureTimeout:
            pass
    for wait in (lambda seconds: s.lock.acquire(timeout=seconds), threading.Event().wait,
                 lambda seconds: threading.Semaphore(0).acquire(timeout=seconds), in_condition, for_condition, at_barrier,
                 get, put, get_simply, result, time.sleep):
        start = time.monotonic()
        wait(7)
        assert 7 <= time.monotonic() - start < 8, wait

threads = [wait_in_vain]
)") == 1);
}

TEST_CASE("deadlines expire in the order of time, sleeps included") {
  CHECK(traces(R"(
def setup():
    s = State()
    s.never = threading.Event()
    s.order = []
    return s

def sleep_and_wait(s):
    time.sleep(10)
    s.never.wait(1)
    s.order.append("slept")

def wait(s):
    s.never.wait(5)
    s.order.append("waited")

threads = [sleep_and_wait, wait]

def invariant(s):
    return s.order == ["waited", "slept"]
)") == 1);
}

TEST_CASE("timers and schedulers go by it") {
  CHECK(traces(R"(
def setup():
    s = State()
    s.ran = []
    return s

def run(s):
    timer = threading.Timer(3600, s.ran.append, ["cancelled"])
    timer.start()
    timer.cancel()
    timer.join()
    timer = threading.Timer(3600, s.ran.append, ["timer"])
    timer.start()
    timer.join()
    scheduler = sched.scheduler()
    scheduler.enter(7200, 1, s.ran.append, ["second"])
    scheduler.enter(3600, 1, s.ran.append, ["first"])
    scheduler.run()

threads = [run]

def invariant(s):
    return s.ran == ["timer", "first", "second"]
)") >= 1);
}

TEST_CASE("sleep() takes what CPython's takes") {
  CHECK(traces(R"py(
def check():
    for argument, error, text in ((-1, ValueError, "sleep length must be non-negative"),
                                  (float("nan"), ValueError, "Invalid value NaN (not a number)"),
                                  ("1", TypeError, "'str' object cannot be interpreted as an integer"),
                                  (1e30, OverflowError, "timestamp too large to convert to C _PyTime_t")):
        try:
            time.sleep(argument)
            assert False, argument
        except error as e:
            assert str(e) == text, e
    assert time.sleep(1) is time.sleep(0.5) is time.sleep(True) is None

threads = [check]
)py") == 1);
}
