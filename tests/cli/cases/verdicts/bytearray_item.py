"""b[0] += 1 on a bytearray."""


def setup():
    return bytearray(b"\0")


def tick(data):
    data[0] += 1


threads = [tick, tick]


def invariant(data):
    return data == b"\2"


EXPECT = {"verdict": "violation", "kind": "invariant"}
