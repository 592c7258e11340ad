"""`self.n += 1` reads the class attribute and writes the instance's own: separate instances, nothing lost."""


class Meter:
    litres = 0

    def tick(self):
        self.litres += 1


def setup():
    return Meter(), Meter()


threads = [lambda meters: meters[0].tick(), lambda meters: meters[1].tick()]


def invariant(meters):
    return [meter.litres for meter in meters] == [1, 1] and Meter.litres == 0


EXPECT = {"verdict": "holds"}
