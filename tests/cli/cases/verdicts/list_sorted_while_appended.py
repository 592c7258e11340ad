"""list.sort with a key function in Python, and an append during it: ValueError."""


def setup():
    return [2, 3, 1]


def arrange(numbers):
    numbers.sort(key=lambda n: -n)


def add(numbers):
    numbers.append(9)


threads = [arrange, add]

EXPECT = {"verdict": "violation", "kind": "exception"}
