"""next() on itertools.count is one step: three different numbers."""
import itertools


class Desk:
    def __init__(self):
        self.numbers = itertools.count(1)
        self.given = []

    def serve(self):
        self.given.append(next(self.numbers))


setup = Desk
threads = [Desk.serve] * 3


def invariant(desk):
    return sorted(desk.given) == [1, 2, 3]


EXPECT = {"verdict": "holds"}
