"""Each thread calls setdefault() for a key of its own that is there, and appends to what it gets.

setdefault of a key that is there reads it; the lists are three.
"""


def setup():
    return {0: [], 1: [], 2: []}


def work(me):
    def run(state):
        state.setdefault(me, []).append(me)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == {0: [0], 1: [1], 2: [2]}


COUNTS = [{"traces": 1}]
