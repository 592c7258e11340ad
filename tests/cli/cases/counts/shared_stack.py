"""One thread pushes N times, another pops N times, each operation under the lock: C(2N, N) traces."""
import os
import threading

N = int(os.environ.get("N", "3"))


class Stack:
    def __init__(self):
        self.lock = threading.Lock()
        self.height = 0
        self.plates = [None] * N

    def push(self, plate):
        with self.lock:
            height = self.height
            if height < N:
                self.plates[height] = plate
                self.height = height + 1

    def pop(self):
        with self.lock:
            height = self.height
            if height > 0:
                self.height = height - 1
                return self.plates[height - 1]


def push_all(stack):
    for plate in range(N):
        stack.push(plate)


def pop_all(stack):
    for _ in range(N):
        stack.pop()


setup = Stack
threads = [push_all, pop_all]


def invariant(stack):
    return stack.height in range(N + 1)


COUNTS = [
    {"N": 2, "traces": 6},
    {"N": 3, "traces": 20},
    {"N": 5, "traces": 252},
    {"N": 7, "traces": 3432},
    {"N": 8, "traces": 12870},
    {"N": 9, "traces": 48620},
]
