"""The philosophers' repair: forks are numbered, and everyone takes the lower number first.

A cycle of waiting would need somebody who holds a fork and waits for a lower one; there is none. (Compare
dining_philosophers.py, which differs in one line.)
"""

import threading

SEATS = 3


class Table:
    def __init__(self):
        self.forks = [threading.Lock() for _ in range(SEATS)]
        self.meals = [0] * SEATS


def setup():
    return Table()


def philosopher(seat):
    def dine(table):
        lower, higher = sorted((seat, (seat + 1) % SEATS))
        with table.forks[lower]:
            with table.forks[higher]:
                table.meals[seat] += 1

    return dine


threads = {f"philosopher-{seat}": philosopher(seat) for seat in range(SEATS)}


def invariant(table):
    return table.meals == [1] * SEATS


EXPECT = {"verdict": "holds"}
