"""The race is between two threads that the only thread starts."""
import threading


class Meter:
    litres = 0

    def tick(self):
        seen = self.litres
        self.litres = seen + 1


setup = Meter


def parent(meter):
    children = [threading.Thread(target=meter.tick), threading.Thread(target=meter.tick)]
    for child in children:
        child.start()
    for child in children:
        child.join()


threads = [parent]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
