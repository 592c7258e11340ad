"""Each thread builds iterators of its own with itertools and functools.

The iterators belong to who made them.
"""
import functools
import itertools
import operator


def setup():
    return [None] * 3


def work(me):
    def run(state):
        numbers = itertools.chain(range(3), itertools.islice(itertools.count(me), 2))
        total = functools.reduce(operator.add, itertools.accumulate(numbers))
        state[me] = total + len(list(itertools.product("ab", repeat=2))) + functools.partial(pow, 2)(3)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [23, 26, 29]


COUNTS = [{"traces": 1}]
