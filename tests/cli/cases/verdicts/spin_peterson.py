"""Peterson: Myths about the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981. Memory is sequentially
consistent under CPython's GIL, so it works."""


class State:
    def __init__(self):
        self.flag = [False, False]
        self.turn = 0
        self.n = 0


setup = State


def make(me):
    def run(state):
        state.flag[me] = True
        state.turn = 1 - me
        while state.flag[1 - me] and state.turn == 1 - me:
            pass
        state.n += 1
        state.flag[me] = False

    return run


def invariant(state):
    return state.n == 2


threads = [make(0), make(1)]

EXPECT = {"verdict": "holds"}
