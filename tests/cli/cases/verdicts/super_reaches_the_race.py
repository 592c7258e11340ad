"""The read and the write are in a base class, behind super()."""


class Meter:
    def __init__(self):
        self.litres = 0

    def add(self, amount):
        self.litres = self.litres + amount


class Doubling(Meter):
    def add(self, amount):
        super().add(2 * amount)


setup = Doubling
threads = [lambda meter: meter.add(1), lambda meter: meter.add(2)]


def invariant(meter):
    return meter.litres == 6


EXPECT = {"verdict": "violation", "kind": "invariant"}
