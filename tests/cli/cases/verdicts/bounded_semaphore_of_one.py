"""BoundedSemaphore(1) is a mutex."""
import threading


class Meter:
    def __init__(self):
        self.permit = threading.BoundedSemaphore(1)
        self.litres = 0


setup = Meter


def tick(meter):
    with meter.permit:
        meter.litres = meter.litres + 1


threads = [tick, tick]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "holds"}
