"""The same attribute through the object and through vars()."""


class Meter:
    def __init__(self):
        self.litres = 0


setup = Meter


def by_attribute(meter):
    meter.litres += 1


def by_vars(meter):
    names = vars(meter)
    names["litres"] = names["litres"] + 1


threads = [by_attribute, by_vars]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
