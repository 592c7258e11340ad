"""Three philosophers, three forks, everyone takes the left fork first: if all do so at once, nobody eats ever again.

A thousand runs of this program may well end happily. Of its seven really different orders exactly one is the deadlock.
dining_philosophers_ordered.py repairs it.
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
        left = table.forks[seat]
        right = table.forks[(seat + 1) % SEATS]
        with left:
            with right:
                table.meals[seat] += 1

    return dine


threads = {f"philosopher-{seat}": philosopher(seat) for seat in range(SEATS)}


def invariant(table):
    return table.meals == [1] * SEATS


EXPECT = {"verdict": "violation", "kind": "deadlock"}
