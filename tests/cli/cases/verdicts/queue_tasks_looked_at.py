"""Whoever looks at unfinished_tasks may do so before or after a task is done."""
import queue


class Work:
    def __init__(self):
        self.queue = queue.Queue()
        self.queue.put("task")
        self.left = None


def work(state):
    state.queue.get()
    state.queue.task_done()


def look(state):
    state.left = state.queue.unfinished_tasks


setup = Work
threads = [work, look]


def invariant(state):
    return state.left == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
