"""A property hides the read and the write of `+=`."""


class Meter:
    def __init__(self):
        self._litres = 0

    @property
    def litres(self):
        return self._litres

    @litres.setter
    def litres(self, amount):
        self._litres = amount


setup = Meter


def tick(meter):
    meter.litres += 1


threads = [tick, tick]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
