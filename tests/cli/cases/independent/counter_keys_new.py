"""Each thread adds to a key of its own that is not in a shared Counter.

The missing key is read, by __missing__, and inserted: 2! orders of the insertions, as in dict_items_new.
"""
import collections


def setup():
    return collections.Counter()


def work(me):
    def run(state):
        state["ab"[me]] += 1

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state == {"a": 1, "b": 1}


COUNTS = [{"traces": 2}]
