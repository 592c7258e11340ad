"""N threads try a lock up to K times without waiting; who gets it, increments. A failing try conflicts with every
operation on its lock: it tells that the lock was held."""
import os
import threading

N = int(os.environ.get("N", "2"))
K = int(os.environ.get("K", "1"))


class Room:
    def __init__(self):
        self.lock = threading.Lock()
        self.visits = 0
        self.been_in = [False] * N


def visit(me):
    def run(room):
        for _ in range(K):
            if room.lock.acquire(False):
                room.visits += 1
                room.lock.release()
                room.been_in[me] = True
                break

    return run


setup = Room
threads = [visit(i) for i in range(N)]


def invariant(room):
    return room.visits == sum(room.been_in)


COUNTS = [
    {"N": 2, "K": 1, "traces": 4},
    {"N": 2, "K": 2, "traces": 6},
    {"N": 3, "K": 1, "traces": 24},
    {"N": 3, "K": 2, "traces": 114},
    {"N": 4, "K": 1, "traces": 192},
    {"N": 5, "K": 1, "traces": 1920},
    {"N": 6, "K": 1, "traces": 23040},
]
