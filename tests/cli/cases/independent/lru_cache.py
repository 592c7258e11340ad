"""Both threads call a pure function behind functools.lru_cache with the same argument.

The cache is only seen through its function, and that is pure: whoever comes first, both get one value.
"""
import functools


@functools.lru_cache(maxsize=None)
def square(number):
    return number * number


def setup():
    return [0, 0]


def work(me):
    def run(state):
        state[me] = square(3)

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state == [9, 9]


COUNTS = [{"traces": 1, "executions": 2}]
EXCESS = "The wrapper with its cache is one location: cache_info() tells a hit from a miss."
