"""A test-and-set lock: the exchange is under a real lock, the release is a plain store. N threads, K attempts."""
import os
import threading

N = int(os.environ.get("N", "2"))
K = int(os.environ.get("K", "2"))


class Room:
    def __init__(self):
        self.lock = threading.Lock()
        self.taken = False
        self.visits = 0
        self.been_in = [False] * N

    def test_and_set(self):
        with self.lock:
            before = self.taken
            self.taken = True
        return before


def visit(me):
    def run(room):
        for _ in range(K):
            if room.test_and_set():
                continue
            room.visits += 1
            room.been_in[me] = True
            room.taken = False
            break

    return run


setup = Room
threads = [visit(i) for i in range(N)]


def invariant(room):
    return room.visits == sum(room.been_in)


COUNTS = [
    {"N": 2, "K": 2, "traces": 10},
    {"N": 2, "K": 3, "traces": 14},
    {"N": 3, "K": 2, "traces": 228},
    {"N": 3, "K": 3, "traces": 996},
    {"N": 4, "K": 2, "traces": 9840},
]
