"""How many threads there are depends on which have started, and which have ended."""
import threading


class State:
    counts = ()


def start(state):
    thread = threading.Thread(target=str)
    thread.start()
    thread.join()


def count(state):
    state.counts = threading.active_count(), threading.active_count()


setup = State
threads = [start, count]


def invariant(state):
    first, second = state.counts
    return second <= first


EXPECT = {"verdict": "violation", "kind": "invariant"}
