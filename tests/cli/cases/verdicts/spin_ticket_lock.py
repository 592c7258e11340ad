"""Tickets are drawn under a lock, and each waits for its number."""
import threading


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.next = 0
        self.serving = 0
        self.n = 0


setup = State


def add(state):
    with state.lock:
        ticket = state.next
        state.next += 1
    while state.serving != ticket:
        pass
    state.n += 1
    state.serving += 1


def invariant(state):
    return state.n == 3


threads = [add] * 3

EXPECT = {"verdict": "holds"}
