"""A lock that is tried until it is free protects as one that is waited for."""
import threading


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.n = 0


setup = State


def add(state):
    while not state.lock.acquire(blocking=False):
        pass
    state.n += 1
    state.lock.release()


def invariant(state):
    return state.n == 3


threads = [add] * 3

EXPECT = {"verdict": "holds"}
