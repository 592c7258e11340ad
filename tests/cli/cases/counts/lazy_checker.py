"""N threads add 1, 2, ... N and one complains about a sum of 3 or more, under one lock: (N + 1)! traces.

After SV-COMP's lazy01.
"""
import os
import threading

N = int(os.environ.get("N", "2"))


class Scale:
    def __init__(self):
        self.lock = threading.Lock()
        self.grams = 0
        self.broken = False


def put(grams):
    def run(scale):
        with scale.lock:
            scale.grams += grams

    return run


def look(scale):
    with scale.lock:
        if scale.grams >= 3:
            scale.broken = True


setup = Scale
threads = [put(i) for i in range(1, N + 1)] + [look]


def invariant(scale):
    return not scale.broken


COUNTS = [
    {"N": 2, "traces": 6, "violating": 2},
    {"N": 3, "traces": 24, "violating": 14},
    {"N": 4, "traces": 120, "violating": 84},
    {"N": 5, "traces": 720, "violating": 552},
    {"N": 6, "traces": 5040, "violating": 4080},
    {"N": 7, "traces": 40320, "violating": 33840},
]
