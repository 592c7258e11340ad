"""All threads read one list: index, slice, in, len, sum, sorted, unpacking, copying.

No write at all.
"""


def setup():
    return [3, 1, 2]


def work(me):
    def run(state):
        first, *rest = state
        assert state[0] == first and state[1:] == rest and 2 in state and len(state) == 3
        assert sum(state) == 6 and sorted(state) == [1, 2, 3] and list(state) == state.copy() == state
        assert [each for each in state if each > me]

    return run


threads = [work(me) for me in range(3)]


COUNTS = [{"traces": 1}]
