"""Each thread writes through a memoryview of its own into its part of one bytearray.

The parts do not overlap; the length stays.
"""


def setup():
    return bytearray(4)


def work(me):
    def run(state):
        half = memoryview(state)[2 * me:2 * me + 2]
        half[0] = me + 1
        half[1] = me + 1

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state == bytes([1, 1, 2, 2])


COUNTS = [{"traces": 1, "executions": 24}]
EXCESS = "Through a memoryview every index of the bytearray counts as touched: which ones it covers is not looked up."
