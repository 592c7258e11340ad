"""Three threads count to two each, under a lock: no order of theirs loses anything.

Only the order in which the lock is taken matters: 6! / (2! 2! 2!) = 90 really different executions, all of them checked.
"""

import threading


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def count_to_two(self):
        for _ in range(2):
            with self.lock:
                self.value += 1


def setup():
    return Counter()


threads = [Counter.count_to_two] * 3


def invariant(counter):
    return counter.value == 6


EXPECT = {"verdict": "holds", "traces": 90}
