"""A barrier's action may ask the barrier."""
import threading


class State:
    def __init__(self):
        self.seen = []
        self.barrier = threading.Barrier(2, lambda: self.seen.append(self.barrier.n_waiting))


def arrive(state):
    state.barrier.wait()


setup = State
threads = [arrive, arrive]


def invariant(state):
    return len(state.seen) == 1


EXPECT = {"verdict": "holds", "traces": 2}
