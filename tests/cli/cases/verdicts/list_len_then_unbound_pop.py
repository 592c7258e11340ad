"""len(l) and list.pop(l), with one element for two."""


def setup():
    return ["last"]


def take(sweets):
    if len(sweets):
        list.pop(sweets)


threads = [take, take]

EXPECT = {"verdict": "violation", "kind": "exception"}
