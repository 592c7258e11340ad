"""N threads read, add one and write back, M times each: (N!)^2 traces for M = 1, most of which lose an update."""
import os

N = int(os.environ.get("N", "3"))
M = int(os.environ.get("M", "1"))


class Tally:
    def __init__(self):
        self.hits = 0

    def hit(self):
        for _ in range(M):
            seen = self.hits
            self.hits = seen + 1


setup = Tally
threads = [Tally.hit] * N


def invariant(tally):
    return tally.hits == N * M


COUNTS = [
    {"N": 2, "M": 1, "traces": 4, "violating": 2},
    {"N": 2, "M": 2, "traces": 34, "violating": 28},
    {"N": 3, "M": 1, "traces": 36, "violating": 30},
    {"N": 2, "M": 3, "traces": 328, "violating": 308},
    {"N": 4, "M": 1, "traces": 576, "violating": 552},
    {"N": 2, "M": 4, "traces": 3334, "violating": 3264},
    {"N": 3, "M": 2, "traces": 7134, "violating": 7044},
    {"N": 5, "M": 1, "traces": 14400, "violating": 14280},
    {"N": 2, "M": 5, "traces": 34904, "violating": 34652},
]
