"""N threads write a number each and one reads: (N + 1)! traces. After Aronis et al., TACAS 2018 (observers)."""
import os

N = int(os.environ.get("N", "4"))


def setup():
    return {"number": 0, "seen": 0}


def write(number):
    def run(board):
        board["number"] = number

    return run


def read(board):
    board["seen"] = board["number"]


threads = [read] + [write(i + 1) for i in range(N)]


def invariant(board):
    return 0 <= board["seen"] <= N


COUNTS = [
    {"N": 2, "traces": 6},
    {"N": 3, "traces": 24},
    {"N": 4, "traces": 120},
    {"N": 5, "traces": 720},
    {"N": 6, "traces": 5040},
    {"N": 7, "traces": 40320},
]
