"""Each thread counts in a closure of its own, made from one function.

Each call makes a cell of its own.
"""


def counter():
    count = 0

    def increment():
        nonlocal count
        count += 1
        return count

    return increment


def setup():
    return [None] * 3


def work(me):
    def run(state):
        increment = counter()
        increment()
        state[me] = increment()

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [2, 2, 2]


COUNTS = [{"traces": 1}]
