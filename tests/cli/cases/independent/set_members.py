"""Each thread adds a member of its own to a shared set.

A set has no order that counts: adding different members commutes.
"""


def setup():
    return set()


def work(me):
    def run(state):
        state.add(me)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == {0, 1, 2}


COUNTS = [{"traces": 1, "executions": 6}]
EXCESS = "Adding a member writes the shape, as whoever asks for the length must see it; that two additions commute is not used."
