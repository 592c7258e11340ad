"""N writers, and two readers that read twice: N! * C(N + 2, 2)^2 traces. Nobody sees a new value and then the first one.

After TRACER's CoRR2.
"""
import os

N = int(os.environ.get("N", "3"))


class Cell:
    def __init__(self):
        self.value = 0
        self.seen = {}


def write(number):
    def run(cell):
        cell.value = number

    return run


def setup():
    cell = Cell()
    for reader in range(2):
        cell.seen[reader] = (0, 0)
    return cell


def read_twice(reader):
    def run(cell):
        early = cell.value
        late = cell.value
        cell.seen[reader] = early, late

    return run


threads = [read_twice(0), read_twice(1)] + [write(i + 1) for i in range(N)]


def invariant(cell):
    return all(late != 0 or early == 0 for early, late in cell.seen.values())


COUNTS = [
    {"N": 1, "traces": 9},
    {"N": 2, "traces": 72},
    {"N": 3, "traces": 600},
    {"N": 4, "traces": 5400},
    {"N": 5, "traces": 52920},
]
