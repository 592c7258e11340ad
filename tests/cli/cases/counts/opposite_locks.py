"""Two threads take two locks in opposite order, N times each: the lock-order deadlock."""
import os
import threading

N = int(os.environ.get("N", "1"))


class Ledger:
    def __init__(self):
        self.left = threading.Lock()
        self.right = threading.Lock()
        self.entries = 0

    def enter(self, outer, inner):
        for _ in range(N):
            with outer:
                with inner:
                    self.entries += 1


setup = Ledger
threads = [lambda b: b.enter(b.left, b.right), lambda b: b.enter(b.right, b.left)]


def invariant(ledger):
    return ledger.entries == 2 * N


COUNTS = [
    {"N": 1, "traces": 3, "deadlocks": 1},
    {"N": 2, "traces": 11, "deadlocks": 5},
    {"N": 3, "traces": 39, "deadlocks": 19},
    {"N": 4, "traces": 139, "deadlocks": 69},
    {"N": 6, "traces": 1847, "deadlocks": 923},
    {"N": 8, "traces": 25739, "deadlocks": 12869},
]
