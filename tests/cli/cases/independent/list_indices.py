"""Each thread counts in an index of its own.

Another index is another location; length and order stay.
"""


def setup():
    return [0, 0, 0]


def work(me):
    def run(state):
        state[me] += me
        state[me - 3] += 1

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [1, 2, 3]


COUNTS = [{"traces": 1}]
