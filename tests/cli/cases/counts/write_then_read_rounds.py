"""Two threads write and read one attribute in turn, N times each. After Nidhugg's race_parametric."""
import os

N = int(os.environ.get("N", "2"))


class Wall:
    def __init__(self):
        self.poster = None


def rounds(poster):
    def run(wall):
        for _ in range(N):
            wall.poster = poster
            wall.poster

    return run


setup = Wall
threads = {"red": rounds("red"), "blue": rounds("blue")}


COUNTS = [
    {"N": 1, "traces": 4},
    {"N": 2, "traces": 34},
    {"N": 3, "traces": 328},
    {"N": 4, "traces": 3334},
    {"N": 5, "traces": 34904},
]
