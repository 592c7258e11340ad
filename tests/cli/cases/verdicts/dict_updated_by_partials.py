"""Two functools.partial objects of one function and one dict."""
from functools import partial


def setup():
    return {"n": 0}


def add(amount, box):
    box["n"] = box["n"] + amount


threads = [partial(add, 2), partial(add, 3)]


def invariant(box):
    return box["n"] == 5


EXPECT = {"verdict": "violation", "kind": "invariant"}
