"""l[:] = [... for x in l] rewrites the list from an old copy: what was appended meanwhile is gone."""


def setup():
    return [1]


def double(numbers):
    numbers[:] = [2 * n for n in numbers[:]]


def add(numbers):
    numbers.append(7)


threads = [double, add]


def invariant(numbers):
    return numbers in ([2, 7], [2, 14])


EXPECT = {"verdict": "violation", "kind": "invariant"}
