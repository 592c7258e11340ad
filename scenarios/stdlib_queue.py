"""queue.Queue of the standard library, its own source traced: every access to its state is under its lock, and it holds.

What threads run is looked into, wherever it comes from: queue.py's own operations (its deque, its counters) are explored,
so that this checks the class and not only its use.
"""

import queue


class State:
    def __init__(self):
        self.jobs = queue.Queue()
        self.done = []


def setup():
    return State()


def submit(job):
    def run(state):
        state.jobs.put(job)

    return run


def work(state):
    state.done.append(state.jobs.get())
    state.jobs.task_done()


threads = {"submit-1": submit(1), "submit-2": submit(2), "worker": work}


def invariant(state):
    left = list(state.jobs.queue)
    return sorted(state.done + left) == [1, 2] and state.jobs.unfinished_tasks == len(left) == 1


EXPECT = {"verdict": "holds"}
