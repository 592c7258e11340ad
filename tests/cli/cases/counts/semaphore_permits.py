"""N threads take and give back one of K permits: every order of the 2 N operations in which at most K are out counts.

Enumerated: a walk over how many threads have not begun, hold a permit, have given it back.
"""
import os
import threading

N = int(os.environ.get("N", "3"))
K = int(os.environ.get("K", "2"))


def setup():
    return threading.Semaphore(K)


def use(permits):
    with permits:
        pass


threads = [use] * N

COUNTS = [
    {"N": 2, "K": 1, "traces": 2},
    {"N": 2, "K": 2, "traces": 6},
    {"N": 3, "K": 1, "traces": 6},
    {"N": 3, "K": 2, "traces": 54},
    {"N": 3, "K": 3, "traces": 90},
    {"N": 4, "K": 1, "traces": 24},
    {"N": 4, "K": 2, "traces": 648},
    {"N": 4, "K": 3, "traces": 1944},
]
