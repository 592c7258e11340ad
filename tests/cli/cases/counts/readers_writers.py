"""N readers and M writers of one closure cell, an access each: M! * (M + 1)^N traces."""
import os

N = int(os.environ.get("N", "3"))
M = int(os.environ.get("M", "2"))


def setup():
    number = 0

    def read():
        return number

    def write(new):
        nonlocal number
        number = new

    return read, write


threads = [lambda cell: cell[0]()] * N + [lambda cell, i=i: cell[1](i) for i in range(1, M + 1)]


COUNTS = [
    {"N": 3, "M": 2, "traces": 54},
    {"N": 3, "M": 3, "traces": 384},
    {"N": 5, "M": 2, "traces": 486},
    {"N": 4, "M": 3, "traces": 1536},
    {"N": 3, "M": 4, "traces": 3000},
    {"N": 8, "M": 2, "traces": 13122},
    {"N": 4, "M": 4, "traces": 15000},
]
