"""len(q.queue) looks past the queue's methods at what it keeps its items in."""
import queue


class State:
    def __init__(self):
        self.jobs = queue.Queue()
        self.seen = 0


setup = State


def look(state):
    state.seen = len(state.jobs.queue)


def put(state):
    state.jobs.put("job")


threads = [look, put]


def invariant(state):
    return state.seen == 0


EXPECT = {"verdict": "violation", "kind": "invariant"}
