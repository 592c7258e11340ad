"""Waiting without waiting sees a notification that came in between."""
import threading


class State:
    def __init__(self):
        self.condition = threading.Condition()
        self.notified = None


def poll(state):
    with state.condition:
        state.notified = state.condition.wait(0)


def notify(state):
    with state.condition:
        state.condition.notify()


setup = State
threads = [poll, notify]


def invariant(state):
    return not state.notified


EXPECT = {"verdict": "violation", "kind": "invariant"}
