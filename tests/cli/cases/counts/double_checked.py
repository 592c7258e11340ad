"""Double-checked locking by N threads; the flag is raised after the value is there."""
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
                    lazy.value = "made"
                    lazy.ready = True
        if lazy.value is None:
            lazy.torn[me] = True

    return run


setup = Lazy
threads = [use(i) for i in range(N)]


def invariant(lazy):
    return True not in lazy.torn


COUNTS = [
    {"N": 2, "traces": 4},
    {"N": 3, "traces": 15},
    {"N": 4, "traces": 64},
    {"N": 5, "traces": 325},
    {"N": 6, "traces": 1956},
    {"N": 7, "traces": 13699},
]
