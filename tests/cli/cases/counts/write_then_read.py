"""N threads write an attribute and read it back, once: (N!)^2 traces. After TRACER's myexample."""
import os

N = int(os.environ.get("N", "3"))


class Wall:
    __slots__ = ("poster",)


def paste(poster):
    def run(wall):
        wall.poster = poster
        return wall.poster

    return run


setup = Wall
threads = [paste(i) for i in range(N)]


COUNTS = [
    {"N": 2, "traces": 4},
    {"N": 3, "traces": 36},
    {"N": 4, "traces": 576},
    {"N": 5, "traces": 14400},
]
