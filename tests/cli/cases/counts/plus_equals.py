"""N threads say `x += 1` M times: one read and one write each, as if written out."""
import os

N = int(os.environ.get("N", "3"))
M = int(os.environ.get("M", "1"))


class Tally:
    __slots__ = ("hits",)

    def __init__(self):
        self.hits = 0


def hit(tally):
    for _ in range(M):
        tally.hits += 1


setup = Tally
threads = [hit] * N


def invariant(tally):
    return tally.hits == N * M


COUNTS = [
    {"N": 2, "M": 1, "traces": 4, "violating": 2},
    {"N": 3, "M": 1, "traces": 36, "violating": 30},
    {"N": 4, "M": 1, "traces": 576, "violating": 552},
    {"N": 3, "M": 2, "traces": 7134, "violating": 7044},
]
