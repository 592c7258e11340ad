"""Each thread writes an index of its own of one bytearray.

Another index is another location; the length stays.
"""


def setup():
    return bytearray(3)


def work(me):
    def run(state):
        state[me] += me + 1

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == bytes([1, 2, 3])


COUNTS = [{"traces": 1}]
