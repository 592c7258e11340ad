"""Which locks a thread takes depends on what it reads: N threads flip a bit under one lock, and count under a second one
if it was set; one more reads the bit under the second lock alone."""
import os
import threading

N = int(os.environ.get("N", "2"))


class Switch:
    def __init__(self):
        self.bit_lock = threading.Lock()
        self.count_lock = threading.Lock()
        self.bit = 0
        self.count = 0

    def flip(self):
        with self.bit_lock:
            was_set = self.bit
            self.bit = 1 - was_set
            if was_set:
                with self.count_lock:
                    self.count += 1

    def add_bit(self):
        with self.count_lock:
            self.count = self.count + self.bit


setup = Switch
threads = [Switch.flip] * N + [Switch.add_bit]


def invariant(switch):
    return switch.count <= N


COUNTS = [
    {"N": 1, "traces": 2},
    {"N": 2, "traces": 8},
    {"N": 3, "traces": 30},
    {"N": 4, "traces": 168},
    {"N": 5, "traces": 960},
    {"N": 6, "traces": 7200},
    {"N": 7, "traces": 55440},
]
