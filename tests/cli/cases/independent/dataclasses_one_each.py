"""Each thread makes, compares, replaces and changes instances of one dataclass.

The instances belong to who made them; the class is only read.
"""
import dataclasses


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0
    tags: list = dataclasses.field(default_factory=list)


def setup():
    return [None] * 3


def work(me):
    def run(state):
        mine = Point(me)
        mine.y += 1
        mine.tags.append("here")
        state[me] = dataclasses.replace(mine, x=5) == Point(5, 1, ["here"])

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [True] * 3


COUNTS = [{"traces": 1}]
