"""Counter.update on a counter that is not empty is a Python loop of the standard library: get, add, store."""
from collections import Counter


def setup():
    return Counter(pear=1)


def add(bag):
    bag.update({"pear": 1})


threads = [add, add]


def invariant(bag):
    return bag["pear"] == 3


EXPECT = {"verdict": "violation", "kind": "invariant"}
