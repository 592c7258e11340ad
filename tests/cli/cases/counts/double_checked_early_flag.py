"""Double-checked locking by N threads that raises the flag before the value is there: some see None."""
import os
import threading

N = int(os.environ.get("N", "2"))


class Lazy:
    def __init__(self):
        self.ready = False
        self.value = None
        self.lock = threading.Lock()
        self.torn = [False] * N


def use(me):
    def run(lazy):
        if not lazy.ready:
            with lazy.lock:
                if not lazy.ready:
                    lazy.ready = True
                    lazy.value = "made"
        if lazy.value is None:
            lazy.torn[me] = True

    return run


setup = Lazy
threads = [use(i) for i in range(N)]


def invariant(lazy):
    return True not in lazy.torn


COUNTS = [
    {"N": 2, "traces": 6, "violating": 2},
    {"N": 3, "traces": 30, "violating": 15},
    {"N": 4, "traces": 152, "violating": 88},
    {"N": 5, "traces": 840, "violating": 515},
    {"N": 6, "traces": 5232, "violating": 3276},
    {"N": 7, "traces": 37072, "violating": 23373},
]
