"""Each thread sorts a list of its own by a key written in Python.

The lists belong to the threads.
"""


def setup():
    return [None] * 3


def work(me):
    def run(state):
        mine = [3, -1, 2 + me]
        mine.sort(key=lambda each: -each)
        state[me] = max(sorted(mine, key=abs), key=lambda each: each * each)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [3, 3, 4]


COUNTS = [{"traces": 1}]
