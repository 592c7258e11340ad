"""N threads write an attribute once each, and nobody reads it: all N! orders are different traces."""
import os

N = int(os.environ.get("N", "3"))


class Wall:
    def __init__(self):
        self.poster = None


def paste(poster):
    def run(wall):
        wall.poster = poster

    return run


setup = Wall
threads = [paste(i) for i in range(N)]


COUNTS = [
    {"N": 2, "traces": 2},
    {"N": 3, "traces": 6},
    {"N": 4, "traces": 24},
    {"N": 5, "traces": 120},
    {"N": 6, "traces": 720},
]
