"""Three threads, two locked increments each: 90 traces."""

import threading


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def increment_twice(self):
        for _ in range(2):
            with self.lock:
                self.value += 1


setup = Counter
threads = [Counter.increment_twice] * 3


def invariant(counter):
    return counter.value == 6
