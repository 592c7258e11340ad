"""The race is between the workers of a ThreadPoolExecutor."""
from concurrent.futures import ThreadPoolExecutor


class Meter:
    litres = 0

    def tick(self):
        seen = self.litres
        self.litres = seen + 1


setup = Meter


def parent(meter):
    with ThreadPoolExecutor(max_workers=2) as pool:
        for ticked in [pool.submit(meter.tick), pool.submit(meter.tick)]:
            ticked.result()


threads = [parent]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
