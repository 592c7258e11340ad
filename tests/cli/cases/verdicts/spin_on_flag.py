"""A loop that does nothing but wait for another thread ends when that has set the flag: what it did before can be seen."""


class State:
    def __init__(self):
        self.value = 0
        self.ready = False
        self.seen = None


setup = State


def publish(state):
    state.value = 42
    state.ready = True


def consume(state):
    while not state.ready:
        pass
    state.seen = state.value


def invariant(state):
    return state.seen == 42


threads = [publish, consume]

EXPECT = {"verdict": "holds"}
