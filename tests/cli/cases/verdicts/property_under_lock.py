"""A property's read and write under one lock, three times."""
import threading


class Meter:
    def __init__(self):
        self.lock = threading.Lock()
        self._litres = 0

    @property
    def litres(self):
        return self._litres

    @litres.setter
    def litres(self, amount):
        self._litres = amount

    def tick(self):
        with self.lock:
            self.litres += 1


setup = Meter
threads = [Meter.tick, Meter.tick, Meter.tick]


def invariant(meter):
    return meter.litres == 3


EXPECT = {"verdict": "holds"}
