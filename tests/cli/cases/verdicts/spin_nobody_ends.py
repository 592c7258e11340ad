"""Each waits for the other one to begin."""


class State:
    def __init__(self):
        self.ready = [False, False]


setup = State


def make(me):
    def run(state):
        while not state.ready[1 - me]:
            pass
        state.ready[me] = True

    return run


threads = {"first": make(0), "second": make(1)}

EXPECT = {"verdict": "violation", "kind": "livelock"}
