"""Each thread adds to an attribute of its own of one object.

Another name is another location.
"""


class Record:
    def __init__(self):
        self.a = self.b = self.c = 0


setup = Record


def work(me):
    def run(state):
        if me == 0:
            state.a += 1
        elif me == 1:
            state.b += 1
        else:
            setattr(state, "c", getattr(state, "c") + 1)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return (state.a, state.b, state.c) == (1, 1, 1)


COUNTS = [{"traces": 1}]
