"""The flag is set before the value that it stands for."""
import time


class State:
    def __init__(self):
        self.value = 0
        self.ready = False
        self.seen = None


setup = State


def publish(state):
    state.ready = True
    state.value = 42


def consume(state):
    while not state.ready:
        time.sleep(0.01)
    state.seen = state.value


def invariant(state):
    return state.seen == 42


threads = [publish, consume]

EXPECT = {"verdict": "violation", "kind": "invariant"}
