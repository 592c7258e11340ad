"""A writer raises the flag before it stores the letter; N readers look at the flag and then at the letter: 4^N traces."""
import os

N = int(os.environ.get("N", "1"))


class Box:
    def __init__(self):
        self.letter = None
        self.flag = False
        self.cheated = [False] * N


def send(box):
    box.flag = True
    box.letter = "hello"


def look(me):
    def run(box):
        flag, letter = box.flag, box.letter
        if flag and letter is None:
            box.cheated[me] = True

    return run


setup = Box
threads = [send] + [look(i) for i in range(N)]


def invariant(box):
    return not any(box.cheated)


COUNTS = [
    {"N": 1, "traces": 4, "violating": 1},
    {"N": 2, "traces": 16, "violating": 7},
    {"N": 3, "traces": 64, "violating": 37},
    {"N": 5, "traces": 1024, "violating": 781},
    {"N": 7, "traces": 16384, "violating": 14197},
    {"N": 8, "traces": 65536, "violating": 58975},
]
