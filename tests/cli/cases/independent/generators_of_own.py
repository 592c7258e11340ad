"""Each thread advances a generator of its own.

The generator, and its frame, belong to who made it.
"""


def countdown(number):
    while number:
        yield number
        number -= 1


def setup():
    return [0, 0, 0]


def work(me):
    def run(state):
        mine = countdown(3 + me)
        state[me] = next(mine) + sum(mine) + sum(each for each in countdown(2))

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [9, 13, 18]


COUNTS = [{"traces": 1}]
