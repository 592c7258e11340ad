"""`+=` on an attribute that lives in a slot."""


class Meter:
    __slots__ = ("litres",)


def setup():
    meter = Meter()
    meter.litres = 0
    return meter


def tick(meter):
    meter.litres += 1


threads = [tick, tick]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
