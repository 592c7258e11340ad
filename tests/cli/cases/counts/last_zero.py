"""Writer j sets cell j to one more than cell j - 1; a reader looks from the top for a zero: (N + 3) * 2^(N - 2) traces.

How many cells the reader reads depends on what it finds. After Abdulla et al., POPL 2014.
"""
import os

N = int(os.environ.get("N", "5"))


def setup():
    return [0] * (N + 1)


def look_down(cells):
    top = N
    while cells[top]:
        top -= 1


def lift(j):
    def run(cells):
        cells[j] = cells[j - 1] + 1

    return run


threads = [look_down] + [lift(j) for j in range(1, N + 1)]


COUNTS = [
    {"N": 2, "traces": 5},
    {"N": 3, "traces": 12},
    {"N": 5, "traces": 64},
    {"N": 8, "traces": 704},
    {"N": 10, "traces": 3328},
    {"N": 12, "traces": 15360},
    {"N": 13, "traces": 32768},
]
