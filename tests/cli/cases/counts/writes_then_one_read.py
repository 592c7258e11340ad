"""Two threads write one attribute N times and then read it once. After TRACER's n_writes_a_read_two_threads."""
import os

N = int(os.environ.get("N", "3"))


class Wall:
    def __init__(self):
        self.poster = None


def paste(poster):
    def run(wall):
        for _ in range(N):
            wall.poster = poster
        return wall.poster

    return run


setup = Wall
threads = {"red": paste("red"), "blue": paste("blue")}


COUNTS = [
    {"N": 1, "traces": 4},
    {"N": 2, "traces": 14},
    {"N": 3, "traces": 50},
    {"N": 4, "traces": 182},
    {"N": 6, "traces": 2508},
    {"N": 8, "traces": 35750},
]
