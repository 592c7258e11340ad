"""N threads meet at a barrier M times: they come in any order, every time, (N!)^M traces. Going on is no choice."""
import os
import threading

N = int(os.environ.get("N", "3"))
M = int(os.environ.get("M", "1"))


def setup():
    return threading.Barrier(N)


def meet(barrier):
    for _ in range(M):
        barrier.wait()


threads = [meet] * N

COUNTS = [
    {"N": 2, "M": 1, "traces": 2},
    {"N": 2, "M": 2, "traces": 4},
    {"N": 3, "M": 1, "traces": 6},
    {"N": 3, "M": 2, "traces": 36},
    {"N": 3, "M": 3, "traces": 216},
]
