"""Two threads read, add one and write back: four traces of four operations. The yardstick for the cost of an execution."""


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self):
        seen = self.value
        self.value = seen + 1


setup = Counter
threads = [Counter.increment, Counter.increment]


def invariant(counter):
    return counter.value == 2
