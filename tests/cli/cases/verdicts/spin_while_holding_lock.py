"""Whoever spins has the lock that the other one needs to end the loop, if it comes first."""
import threading


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.done = False


setup = State


def wait(state):
    with state.lock:
        while not state.done:
            pass


def finish(state):
    with state.lock:
        state.done = True


threads = [wait, finish]

EXPECT = {"verdict": "violation", "kind": "livelock"}
