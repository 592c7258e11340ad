"""Each thread adds to a global of its own.

Another name is another location.
"""
a = b = 0


def add_a():
    global a
    a += 1


def add_b():
    global b
    b += 1


threads = [add_a, add_b]


def invariant():
    return (a, b) == (1, 1)


COUNTS = [{"traces": 1}]
