"""N threads, each with a counter and a lock of its own, M rounds: nothing to reorder, one trace."""
import os
import threading

N = int(os.environ.get("N", "4"))
M = int(os.environ.get("M", "2"))


class Drawer:
    def __init__(self):
        self.lock = threading.Lock()
        self.sheets = 0

    def fill(self):
        for _ in range(M):
            with self.lock:
                self.sheets += 1


def setup():
    return [Drawer() for _ in range(N)]


threads = [lambda desk, i=i: desk[i].fill() for i in range(N)]


def invariant(desk):
    return all(drawer.sheets == M for drawer in desk)


COUNTS = [
    {"N": 2, "M": 2, "traces": 1},
    {"N": 4, "M": 2, "traces": 1},
    {"N": 8, "M": 2, "traces": 1},
    {"N": 16, "M": 2, "traces": 1},
]
