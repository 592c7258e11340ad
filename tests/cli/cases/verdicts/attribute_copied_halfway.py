"""copy.copy of an instance between two stores to it."""
import copy


class Point:
    def __init__(self):
        self.x = self.y = 0


class Plot:
    def __init__(self):
        self.point = Point()
        self.copy = None


setup = Plot


def move(plot):
    plot.point.x = 1
    plot.point.y = 1


def snapshot(plot):
    plot.copy = copy.copy(plot.point)


threads = [move, snapshot]


def invariant(plot):
    return plot.copy.x == plot.copy.y


EXPECT = {"verdict": "violation", "kind": "invariant"}
