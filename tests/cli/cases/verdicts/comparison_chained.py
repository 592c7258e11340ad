"""`a < x < b` reads a and b one after the other: old a and new b, a range that never was."""


class Band:
    def __init__(self):
        self.floor, self.ceiling = 0, 10
        self.hit = False


setup = Band


def test(band):
    band.hit = band.floor < 15 < band.ceiling


def raise_band(band):
    band.floor = 20
    band.ceiling = 30


threads = [test, raise_band]


def invariant(band):
    return not band.hit


EXPECT = {"verdict": "violation", "kind": "invariant"}
