"""Each thread sets a context variable and reads it again.

Each thread has a context of its own.
"""
import contextvars

NUMBER = contextvars.ContextVar("number", default=0)


def setup():
    return [0, 0, 0]


def work(me):
    def run(state):
        NUMBER.set(NUMBER.get() + me)
        state[me] = NUMBER.get()

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [0, 1, 2]


COUNTS = [{"traces": 1}]
