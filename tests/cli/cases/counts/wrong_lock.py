"""One thread increments under a lock and looks again; N others increment under a different lock. After SCTBench's
wronglock_bad."""
import os
import threading

N = int(os.environ.get("N", "1"))


class Till:
    def __init__(self):
        self.lock = threading.Lock()
        self.other_lock = threading.Lock()
        self.cash = 0
        self.mismatch = False


def pay_and_count(till):
    with till.lock:
        before = till.cash
        till.cash = before + 1
        if till.cash != before + 1:
            till.mismatch = True


def pay(till):
    with till.other_lock:
        till.cash += 1


setup = Till
threads = [pay_and_count] + [pay] * N


def invariant(till):
    return not till.mismatch


COUNTS = [
    {"N": 1, "traces": 6, "violating": 1},
    {"N": 2, "traces": 34, "violating": 12},
    {"N": 3, "traces": 216, "violating": 102},
    {"N": 4, "traces": 1560, "violating": 864},
    {"N": 5, "traces": 12720, "violating": 7800},
    {"N": 6, "traces": 115920, "violating": 76320},
]
