"""All threads read constants of the module and of another.

No write at all.
"""
import math

LIMIT = 10
NAMES = ("a", "b", "c")
PRICES = {"a": 1, "b": 2, "c": 3}


def setup():
    return None


def work(me):
    def run(state):
        assert PRICES[NAMES[me]] < LIMIT < 100 * math.pi

    return run


threads = [work(me) for me in range(3)]


COUNTS = [{"traces": 1}]
