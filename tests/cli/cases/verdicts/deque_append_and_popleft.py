"""deque.append and popleft are single steps; IndexError is caught."""
from collections import deque


class Belt:
    def __init__(self):
        self.boxes = deque()
        self.taken = []


setup = Belt


def load(belt):
    for box in "ab":
        belt.boxes.append(box)


def unload(belt):
    try:
        belt.taken.append(belt.boxes.popleft())
    except IndexError:
        pass


threads = [load, unload]


def invariant(belt):
    return [*belt.taken, *belt.boxes] == ["a", "b"]


EXPECT = {"verdict": "holds"}
