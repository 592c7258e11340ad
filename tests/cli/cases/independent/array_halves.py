"""Each thread writes an index of its own of one array.array.

Another index is another location; the length stays.
"""
import array


def setup():
    return array.array("i", [0, 0, 0])


def work(me):
    def run(state):
        state[me] += me + 1

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state.tolist() == [1, 2, 3]


COUNTS = [{"traces": 1, "executions": 36}]
EXCESS = "The inside of an array is one location: its items are not told apart."
