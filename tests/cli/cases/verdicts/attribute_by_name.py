"""setattr and getattr with a name in a string, against operator.attrgetter."""
import operator


class Meter:
    def __init__(self):
        self.litres = 0


setup = Meter
litres = operator.attrgetter("litres")


def by_name(meter):
    setattr(meter, "litres", getattr(meter, "litres") + 1)


def by_getter(meter):
    meter.litres = litres(meter) + 1


threads = [by_name, by_getter]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
