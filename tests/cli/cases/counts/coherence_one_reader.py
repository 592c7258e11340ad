"""N writers with two writes each and a reader with two reads, of one attribute: (2N)! / 2^N * C(2N + 2, 2) traces.

After TRACER's CO-MP.
"""
import os

N = int(os.environ.get("N", "2"))


class Cell:
    value = None


def write_twice(number):
    def run(cell):
        cell.value = number
        cell.value = number

    return run


def read_twice(cell):
    return cell.value, cell.value


def setup():
    cell = Cell()
    cell.value = 0
    return cell


threads = [write_twice(i) for i in range(N)] + [read_twice]


COUNTS = [
    {"N": 1, "traces": 6},
    {"N": 2, "traces": 90},
    {"N": 3, "traces": 2520},
    {"N": 4, "traces": 113400},
]
