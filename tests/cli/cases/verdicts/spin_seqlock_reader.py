"""A reader that tries again while a write is under way sees both halves of one write."""


class State:
    def __init__(self):
        self.version = 0
        self.a = self.b = 0
        self.seen = None


setup = State


def write(state):
    state.version += 1
    state.a = 1
    state.b = 1
    state.version += 1


def read(state):
    while True:
        before = state.version
        if before % 2 == 0:
            seen = state.a, state.b
            if state.version == before:
                break
    state.seen = seen


def invariant(state):
    return state.seen in ((0, 0), (1, 1))


threads = [write, read]

EXPECT = {"verdict": "holds"}
