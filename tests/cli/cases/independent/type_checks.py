"""All threads ask one object what it is: isinstance, hasattr, callable, type, issubclass, an abstract base class.

Questions change nothing that a program can see; the cache of abc is only seen through pure functions.
"""
import collections.abc


class Bag:
    def __init__(self):
        self.items = [1]

    def __iter__(self):
        return iter(self.items)


setup = Bag


def work(me):
    def run(state):
        assert isinstance(state, Bag) and hasattr(state, "items") and not hasattr(state, "keys") and not callable(state)
        assert type(state) is Bag and issubclass(Bag, collections.abc.Iterable) and isinstance(state, collections.abc.Iterable)

    return run


threads = [work(me) for me in range(3)]


COUNTS = [{"traces": 1}]
