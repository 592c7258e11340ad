"""Each thread takes a lock of its own, and a condition, an event and a queue.

They belong to who made them.
"""
import queue
import threading


def setup():
    return [None] * 3


def work(me):
    def run(state):
        lock, event, line = threading.Lock(), threading.Event(), queue.Queue()
        with lock:
            event.set()
        line.put(me)
        event.wait()
        with threading.Condition():
            state[me] = line.get()

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [0, 1, 2]


COUNTS = [{"traces": 1}]
