"""Peterson's algorithm without the turn: each defers to the other one, for ever."""


class State:
    def __init__(self):
        self.flag = [False, False]
        self.n = 0


setup = State


def make(me):
    def run(state):
        state.flag[me] = True
        while state.flag[1 - me]:
            pass
        state.n += 1
        state.flag[me] = False

    return run


def invariant(state):
    return state.n == 2


threads = [make(0), make(1)]

EXPECT = {"verdict": "violation", "kind": "livelock"}
