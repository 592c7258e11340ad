"""The same attribute through the object and through its __dict__."""


class Meter:
    pass


def setup():
    meter = Meter()
    meter.litres = 0
    return meter


def by_attribute(meter):
    meter.litres += 1


def by_dict(meter):
    meter.__dict__["litres"] += 1


threads = [by_attribute, by_dict]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
