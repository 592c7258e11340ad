"""A dict gets a key while it is iterated over."""


def setup():
    return {"a": 1, "b": 2}


def add_up(prices):
    return sum([prices[name] for name in prices])


def insert(prices):
    prices["c"] = 3


threads = [add_up, insert]

EXPECT = {"verdict": "violation", "kind": "exception"}
