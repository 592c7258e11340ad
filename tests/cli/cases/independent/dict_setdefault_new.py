"""Each thread inserts a key of its own by setdefault().

As by assignment: 3! orders of insertion.
"""


def setup():
    return {}


def work(me):
    def run(state):
        state.setdefault(me, me)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return sorted(state) == [0, 1, 2]


COUNTS = [{"traces": 6}]
