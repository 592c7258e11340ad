"""Each thread inserts a key of its own.

A dict keeps the order of insertion, which is part of its shape: 3! orders of the three insertions.
"""


def setup():
    return {}


def work(me):
    def run(state):
        state[me] = me

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return sorted(state) == [0, 1, 2]


COUNTS = [{"traces": 6}]
