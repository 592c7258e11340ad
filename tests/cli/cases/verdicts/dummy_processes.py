"""The race is between two processes of multiprocessing.dummy, which are threads; its locks are threading's."""
import multiprocessing.dummy


class Meter:
    def __init__(self):
        self.litres = 0
        self.lock = multiprocessing.dummy.Lock()

    def tick(self):
        with self.lock:
            seen = self.litres
        self.litres = seen + 1


setup = Meter


def parent(meter):
    processes = [multiprocessing.dummy.Process(target=meter.tick) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


threads = [parent]


def invariant(meter):
    return meter.litres == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
