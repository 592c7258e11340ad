"""A lock around `+=`."""
import threading


class Meter:
    def __init__(self):
        self.lock = threading.Lock()
        self.litres = 0


setup = Meter


def tick(meter):
    with meter.lock:
        meter.litres += 1


threads = [tick, tick]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "holds"}
