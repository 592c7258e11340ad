"""A ring of N threads, each reads its own cell and then sets its neighbour's: they cannot all read 1. 2^N - 1 traces."""
import os

N = int(os.environ.get("N", "2"))


class Ring:
    def __init__(self):
        self.cells = [0] * N
        self.read = [None] * N


def station(me):
    def run(ring):
        before = ring.cells[me]
        ring.cells[me - 1] = 1
        ring.read[me] = before

    return run


setup = Ring
threads = [station(i) for i in range(N)]


def invariant(ring):
    return 0 in ring.read


COUNTS = [
    {"N": 2, "traces": 3},
    {"N": 3, "traces": 7},
    {"N": 5, "traces": 31},
    {"N": 8, "traces": 255},
    {"N": 11, "traces": 2047},
    {"N": 14, "traces": 16383},
    {"N": 15, "traces": 32767},
]
