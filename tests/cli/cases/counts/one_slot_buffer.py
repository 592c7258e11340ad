"""N producers and M consumers of a buffer of one slot, under one lock, without waiting: K attempts each."""
import os
import threading

N = int(os.environ.get("N", "1"))
M = int(os.environ.get("M", "1"))
K = int(os.environ.get("K", "2"))


class Slot:
    def __init__(self):
        self.lock = threading.Lock()
        self.full = False
        self.item = None
        self.puts = [False] * N
        self.gets = [False] * M

    def put(self, item):
        with self.lock:
            if self.full:
                return False
            self.item = item
            self.full = True
            return True

    def get(self):
        with self.lock:
            if not self.full:
                return None
            self.full = False
            return self.item


def produce(me):
    def run(slot):
        for _ in range(K):
            if slot.put(me):
                slot.puts[me] = True
                return

    return run


def consume(me):
    def run(slot):
        for _ in range(K):
            if slot.get() is not None:
                slot.gets[me] = True
                return

    return run


setup = Slot
threads = [produce(i) for i in range(N)] + [consume(i) for i in range(M)]


def invariant(slot):
    return sum(slot.puts) - sum(slot.gets) == slot.full


COUNTS = [
    {"N": 1, "M": 1, "K": 2, "traces": 3},
    {"N": 2, "M": 1, "K": 2, "traces": 14},
    {"N": 1, "M": 2, "K": 2, "traces": 24},
    {"N": 2, "M": 1, "K": 3, "traces": 26},
    {"N": 3, "M": 1, "K": 2, "traces": 162},
    {"N": 2, "M": 2, "K": 2, "traces": 176},
    {"N": 1, "M": 3, "K": 2, "traces": 450},
    {"N": 4, "M": 1, "K": 2, "traces": 3960},
    {"N": 2, "M": 3, "K": 2, "traces": 4284},
]
