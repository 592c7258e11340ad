"""Each thread adds to an attribute of its own of one class.

Another name is another location.
"""


class Totals:
    a = b = c = 0


def work(me):
    def run():
        if me == 0:
            Totals.a += 1
        elif me == 1:
            Totals.b += 1
        else:
            Totals.c += 1

    return run


threads = [work(me) for me in range(3)]


def invariant():
    return (Totals.a, Totals.b, Totals.c) == (1, 1, 1)


COUNTS = [{"traces": 1}]
