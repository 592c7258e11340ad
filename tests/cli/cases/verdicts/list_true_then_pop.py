"""`if l: l.pop()` with one element for two."""


def setup():
    return ["last"]


def take(sweets):
    if sweets:
        sweets.pop()


threads = [take, take]

EXPECT = {"verdict": "violation", "kind": "exception"}
