"""N threads increment a module global M times, a read and a write each. The counts are those of lost_update.py."""
import os

N = int(os.environ.get("N", "3"))
M = int(os.environ.get("M", "1"))

served = 0


def setup():
    global served
    served = 0


def serve(_):
    global served
    for _ in range(M):
        served += 1


threads = [serve] * N


def invariant(_):
    return served == N * M


COUNTS = [
    {"N": 2, "M": 1, "traces": 4, "violating": 2},
    {"N": 3, "M": 1, "traces": 36, "violating": 30},
    {"N": 4, "M": 1, "traces": 576, "violating": 552},
    {"N": 3, "M": 2, "traces": 7134, "violating": 7044},
]
