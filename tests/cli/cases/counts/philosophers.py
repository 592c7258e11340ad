"""N philosophers take the left fork first: 2^N - 2 orders in which all eat, and one deadlock."""
import os
import threading

N = int(os.environ.get("N", "3"))


class Table:
    def __init__(self):
        self.forks = tuple(threading.Lock() for _ in range(N))
        self.fed = dict.fromkeys(range(N), False)


def philosopher(seat):
    left, right = seat, (seat + 1) % N

    def dine(table):
        with table.forks[left], table.forks[right]:
            table.fed[seat] = True

    return dine


setup = Table
threads = [philosopher(seat) for seat in range(N)]


def invariant(table):
    return all(table.fed.values())


COUNTS = [
    {"N": 2, "traces": 3, "deadlocks": 1},
    {"N": 3, "traces": 7, "deadlocks": 1},
    {"N": 4, "traces": 15, "deadlocks": 1},
    {"N": 5, "traces": 31, "deadlocks": 1},
    {"N": 8, "traces": 255, "deadlocks": 1},
    {"N": 10, "traces": 1023, "deadlocks": 1},
    {"N": 12, "traces": 4095, "deadlocks": 1},
    {"N": 14, "traces": 16383, "deadlocks": 1},
]
