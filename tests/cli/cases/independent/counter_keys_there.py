"""Each thread adds to a key of its own that is in a shared Counter.

A Counter is a dict; a key that is there leaves the shape alone.
"""
import collections


def setup():
    return collections.Counter("abc")


def work(me):
    def run(state):
        state["abc"[me]] += 1

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == {"a": 2, "b": 2, "c": 2}


COUNTS = [{"traces": 1}]
