"""N stages, neighbours of which share a cell and its lock: 2^(N - 1) orders of the locks."""
import os
import threading

N = int(os.environ.get("N", "2"))


class Belt:
    def __init__(self):
        self.cell = 0
        self.lock = threading.Lock()


def setup():
    return [Belt() for _ in range(N + 1)]


def stage(i):
    def run(belts):
        source, sink = belts[i], belts[i + 1]
        with source.lock:
            part = source.cell
        with sink.lock:
            sink.cell = part + 1

    return run


threads = [stage(i) for i in range(N)]


def invariant(belts):
    return belts[N].cell > 0


COUNTS = [
    {"N": 2, "traces": 2},
    {"N": 3, "traces": 4},
    {"N": 5, "traces": 16},
    {"N": 8, "traces": 128},
    {"N": 12, "traces": 2048},
    {"N": 15, "traces": 16384},
]
