"""A daemon is stopped wherever it is when the last other thread has ended: between two of its writes, too."""
import threading


class State:
    def __init__(self):
        self.first = self.second = 0


setup = State


def write_both(state):
    state.first = 1
    state.second = 1


def start_one(state):
    threading.Thread(target=write_both, args=(state,), daemon=True).start()


threads = [start_one]


def invariant(state):
    return state.first == state.second


EXPECT = {"verdict": "violation", "kind": "invariant"}
