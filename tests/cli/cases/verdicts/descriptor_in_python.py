"""A descriptor written in Python keeps its values elsewhere."""


class Stored:
    def __init__(self):
        self.by_owner = {}

    def __get__(self, owner, kind=None):
        return self.by_owner[owner.name]

    def __set__(self, owner, value):
        self.by_owner[owner.name] = value


class Meter:
    litres = Stored()

    def __init__(self):
        self.name = "m"
        self.litres = 0


setup = Meter


def tick(meter):
    meter.litres += 1


threads = [tick, tick]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
