"""Each thread fills, sorts, slices and empties a list of its own.

Nobody else sees the list; the results go to an index each.
"""


def setup():
    return [None] * 3


def work(me):
    def run(state):
        mine = []
        for number in (3, 1, 2):
            mine.append(number + me)
        mine.sort()
        mine.extend([7, 8])
        mine[0:1] = [0]
        mine.insert(1, 5)
        del mine[-1]
        state[me] = mine.pop() + mine.index(5) + len(mine)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [12, 12, 12]


COUNTS = [{"traces": 1}]
