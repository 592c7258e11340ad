"""N threads increment M times under a lock: (N M)! / (M!)^N traces, one for each order of taking the lock."""
import os
import threading

N = int(os.environ.get("N", "3"))
M = int(os.environ.get("M", "1"))


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.hits = 0

    def hit(self):
        for _ in range(M):
            self.lock.acquire()
            try:
                self.hits += 1
            finally:
                self.lock.release()


setup = Tally
threads = [Tally.hit] * N


def invariant(tally):
    return tally.hits == N * M


COUNTS = [
    {"N": 1, "M": 1, "traces": 1},
    {"N": 2, "M": 1, "traces": 2},
    {"N": 3, "M": 1, "traces": 6},
    {"N": 2, "M": 2, "traces": 6},
    {"N": 2, "M": 3, "traces": 20},
    {"N": 4, "M": 1, "traces": 24},
    {"N": 3, "M": 2, "traces": 90},
    {"N": 5, "M": 1, "traces": 120},
    {"N": 2, "M": 5, "traces": 252},
    {"N": 6, "M": 1, "traces": 720},
    {"N": 3, "M": 3, "traces": 1680},
    {"N": 4, "M": 2, "traces": 2520},
    {"N": 2, "M": 7, "traces": 3432},
    {"N": 7, "M": 1, "traces": 5040},
    {"N": 2, "M": 8, "traces": 12870},
    {"N": 8, "M": 1, "traces": 40320},
    {"N": 5, "M": 2, "traces": 113400},
]
