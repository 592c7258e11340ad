"""What a thread takes out of a SimpleQueue decides which of two counters it changes."""
import queue


class State:
    def __init__(self):
        self.jobs = queue.SimpleQueue()
        self.done = {"a": 0, "b": 0}
        self.first = None


def put(job):
    def run(state):
        state.jobs.put(job)

    return run


def take(state):
    job = state.jobs.get()
    state.first = state.first or job
    state.done[job] += 1


setup = State
threads = {"a": put("a"), "b": put("b"), "one": take, "two": take}


def invariant(state):
    return state.done == {"a": 1, "b": 1} and state.first == "a"


EXPECT = {"verdict": "violation", "kind": "invariant"}
