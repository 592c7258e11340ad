"""`+=` on an attribute is a read and a write."""


class Meter:
    def __init__(self):
        self.litres = 0


setup = Meter


def tick(meter):
    meter.litres += 1


threads = [tick, tick]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
