"""Each thread adds to a key of its own that is there.

Another key is another location, and a key that is there leaves the shape alone.
"""


def setup():
    return {0: 10, 1: 20, 2: 30}


def work(me):
    def run(state):
        state[me] += 1

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == {0: 11, 1: 21, 2: 31}


COUNTS = [{"traces": 1}]
