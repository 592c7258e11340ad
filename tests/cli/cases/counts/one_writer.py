"""One writer and N readers of one item, an access each: every reader comes before or after, 2^N traces."""
import os

N = int(os.environ.get("N", "3"))


def setup():
    return {"news": "old"}


def write(board):
    board["news"] = "new"


def read(board):
    return board["news"]


threads = [write] + [read] * N


COUNTS = [
    {"N": 2, "traces": 4},
    {"N": 3, "traces": 8},
    {"N": 5, "traces": 32},
    {"N": 8, "traces": 256},
    {"N": 10, "traces": 1024},
    {"N": 13, "traces": 8192},
    {"N": 15, "traces": 32768},
    {"N": 16, "traces": 65536},
]
