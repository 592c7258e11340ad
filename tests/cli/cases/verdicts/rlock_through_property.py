"""A method holds an RLock and reads a property that takes it again."""
import threading


class Gauge:
    def __init__(self):
        self._guard = threading.RLock()
        self._level = 0

    @property
    def level(self):
        with self._guard:
            return self._level

    def rise(self):
        with self._guard:
            self._level = self.level + 1


setup = Gauge
threads = [Gauge.rise, Gauge.rise]


def invariant(gauge):
    return gauge.level == 2


EXPECT = {"verdict": "holds"}
