"""N philosophers, the last of whom takes the right fork first: no deadlock, 2^N - 2 traces."""
import os
import threading

N = int(os.environ.get("N", "3"))


class Table:
    def __init__(self):
        self.forks = [threading.Lock() for _ in range(N)]
        self.fed = [False] * N


def philosopher(seat):
    first, second = sorted([seat, (seat + 1) % N])

    def dine(table):
        table.forks[first].acquire()
        table.forks[second].acquire()
        table.fed[seat] = True
        table.forks[second].release()
        table.forks[first].release()

    return dine


setup = Table
threads = [philosopher(seat) for seat in range(N)]


def invariant(table):
    return all(table.fed)


COUNTS = [
    {"N": 2, "traces": 2},
    {"N": 3, "traces": 6},
    {"N": 4, "traces": 14},
    {"N": 5, "traces": 30},
    {"N": 8, "traces": 254},
    {"N": 10, "traces": 1022},
    {"N": 12, "traces": 4094},
    {"N": 14, "traces": 16382},
]
