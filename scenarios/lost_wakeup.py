"""A consumer that waits without looking first.

A condition remembers nothing: who comes to wait() after notify() waits for the next one, and here there is none.
`while not state.ready: state.changed.wait()` would be right.
"""

import threading


class State:
    def __init__(self):
        self.changed = threading.Condition()
        self.ready = False


setup = State


def producer(state):
    with state.changed:
        state.ready = True
        state.changed.notify()


def consumer(state):
    with state.changed:
        state.changed.wait()
        assert state.ready


threads = [producer, consumer]

EXPECT = {"verdict": "violation", "kind": "deadlock"}
