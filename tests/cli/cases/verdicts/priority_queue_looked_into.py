"""The smallest item of a priority queue is where its heap begins: `q.queue[0]`, past the queue's methods."""
import queue


class State:
    def __init__(self):
        self.jobs = queue.PriorityQueue()
        self.jobs.put(2)
        self.next = None


setup = State


def look(state):
    state.next = state.jobs.queue[0]


def put(state):
    state.jobs.put(1)


threads = [look, put]


def invariant(state):
    return state.next == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
