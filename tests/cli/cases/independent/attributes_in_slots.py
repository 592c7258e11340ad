"""Each thread adds to a slot of its own of one object.

Another slot is another location.
"""


class Record:
    __slots__ = ("a", "b", "c")

    def __init__(self):
        self.a = self.b = self.c = 0


setup = Record


def work(me):
    def run(state):
        name = "abc"[me]
        setattr(state, name, getattr(state, name) + 1)
        state.a if me == 0 else state.b if me == 1 else state.c

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return (state.a, state.b, state.c) == (1, 1, 1)


COUNTS = [{"traces": 1}]
