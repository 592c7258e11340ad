"""len(l) and operator.methodcaller("pop"), with one element for two."""
from operator import methodcaller

take_one = methodcaller("pop")


def setup():
    return ["last"]


def take(sweets):
    if len(sweets) > 0:
        take_one(sweets)


threads = [take, take]

EXPECT = {"verdict": "violation", "kind": "exception"}
