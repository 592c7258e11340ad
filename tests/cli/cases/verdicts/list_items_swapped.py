"""l[0], l[1] = l[1], l[0] is two reads and two writes."""


def setup():
    return ["left", "right"]


def swap(hands):
    hands[0], hands[1] = hands[1], hands[0]


threads = [swap, swap]


def invariant(hands):
    return set(hands) == {"left", "right"}


EXPECT = {"verdict": "violation", "kind": "invariant"}
