"""A ring of N threads, each writes 1 to its own cell and then 2 to its neighbour's: not all stay 1. 2^N - 1 traces."""
import os

N = int(os.environ.get("N", "2"))


def setup():
    return [0] * N


def station(me):
    def run(cells):
        cells[me] = 1
        cells[me - 1] = 2

    return run


threads = [station(i) for i in range(N)]


def invariant(cells):
    return 2 in cells


COUNTS = [
    {"N": 2, "traces": 3},
    {"N": 3, "traces": 7},
    {"N": 5, "traces": 31},
    {"N": 8, "traces": 255},
    {"N": 11, "traces": 2047},
    {"N": 14, "traces": 16383},
    {"N": 15, "traces": 32767},
]
