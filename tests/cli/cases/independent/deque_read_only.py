"""All threads read one deque: index, len, in, iteration.

No write at all.
"""
import collections


def setup():
    return collections.deque([1, 2, 3])


def work(me):
    def run(state):
        assert state[0] == 1 and len(state) == 3 and 2 in state and sum(state) == 6 and state.count(me) <= 1

    return run


threads = [work(me) for me in range(3)]


COUNTS = [{"traces": 1}]
