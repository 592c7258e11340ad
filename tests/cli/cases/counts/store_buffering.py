"""A ring of N threads, each sets its own cell and then reads its neighbour's: they cannot all read 0. 2^N - 1 traces."""
import os

N = int(os.environ.get("N", "2"))


class Ring:
    def __init__(self):
        self.cells = dict.fromkeys(range(N), 0)
        self.read = dict.fromkeys(range(N))


def station(me):
    def run(ring):
        ring.cells[me] = 1
        ring.read[me] = ring.cells[(me + 1) % N]

    return run


setup = Ring
threads = [station(i) for i in range(N)]


def invariant(ring):
    return any(ring.read.values())


COUNTS = [
    {"N": 2, "traces": 3},
    {"N": 3, "traces": 7},
    {"N": 5, "traces": 31},
    {"N": 8, "traces": 255},
    {"N": 11, "traces": 2047},
    {"N": 14, "traces": 16383},
]
