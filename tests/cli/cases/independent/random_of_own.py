"""Each thread draws from a random.Random(1) of its own.

The generator belongs to who made it.
"""
import random


def setup():
    return [None] * 3


def work(me):
    def run(state):
        mine = random.Random(1)
        state[me] = mine.random(), mine.randrange(10), mine.choice("abc"), mine.sample(range(9), 2)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state[0] == state[1] == state[2]


COUNTS = [{"traces": 1}]
