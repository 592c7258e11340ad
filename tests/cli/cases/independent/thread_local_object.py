"""Each thread keeps a number in a threading.local().

Its attributes are another thread's in name only.
"""
import threading

MINE = threading.local()


def setup():
    return [0, 0, 0]


def work(me):
    def run(state):
        MINE.number = me
        MINE.number += 1
        state[me] = MINE.number

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [1, 2, 3]


COUNTS = [{"traces": 1}]
