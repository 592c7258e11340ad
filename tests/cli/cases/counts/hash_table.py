"""N threads put four words each into a table of 128 slots, probing on, each slot under a lock of its own.

The first two words meet at N = 12: 8^(N - 11) traces for 11 <= N <= 15. After Flanagan and Godefroid, POPL 2005.
"""
import os
import threading

N = int(os.environ.get("N", "12"))
SLOTS, WORDS = 128, 4


class Table:
    def __init__(self):
        self.slots = [None] * SLOTS
        self.locks = [threading.Lock() for _ in range(SLOTS)]

    def claim(self, slot, word):
        with self.locks[slot]:
            free = self.slots[slot] is None
            if free:
                self.slots[slot] = word
        return free


def index(thread):
    def run(table):
        for word in range(thread + 11, thread + 11 * WORDS + 1, 11):
            slot = 7 * word % SLOTS
            while not table.claim(slot, word):
                slot = (slot + 1) % SLOTS

    return run


setup = Table
threads = [index(i) for i in range(N)]


def invariant(table):
    return sum(word is not None for word in table.slots) == WORDS * N


COUNTS = [
    {"N": 11, "traces": 1},
    {"N": 12, "traces": 8},
    {"N": 13, "traces": 64},
    {"N": 14, "traces": 512},
    {"N": 15, "traces": 4096},
]
