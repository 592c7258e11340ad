"""A writer stores the letter and then raises the flag; N readers look at the flag and then at the letter: 3^N traces."""
import os

N = int(os.environ.get("N", "1"))


class Box:
    def __init__(self):
        self.letter = None
        self.flag = False
        self.cheated = [False] * N


def send(box):
    box.letter = "hello"
    box.flag = True


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
    {"N": 1, "traces": 3},
    {"N": 2, "traces": 9},
    {"N": 3, "traces": 27},
    {"N": 5, "traces": 243},
    {"N": 7, "traces": 2187},
    {"N": 9, "traces": 19683},
]
