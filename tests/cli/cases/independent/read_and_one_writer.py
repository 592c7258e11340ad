"""One thread writes an attribute that nobody reads, two read another.

Another name is another location.
"""


class Station:
    def __init__(self):
        self.name = "north"
        self.trains = 0


setup = Station


def work(me):
    def run(state):
        if me == 0:
            state.trains += 1
        else:
            assert state.name == "north"

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state.trains == 1


COUNTS = [{"traces": 1}]
