"""The same through a subclass of Counter that starts empty."""
from collections import Counter


class Bag(Counter):
    pass


setup = Bag


def add(bag):
    bag.update({"pear": 1})


threads = [add, add]


def invariant(bag):
    return bag["pear"] == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
