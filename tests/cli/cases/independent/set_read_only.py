"""All threads read one set: in, len, iteration, union, subset.

No write at all.
"""


def setup():
    return {1, 2, 3}


def work(me):
    def run(state):
        assert me + 1 in state and len(state) == 3 and sorted(state) == [1, 2, 3]
        assert state | {4} == {1, 2, 3, 4} and {1} <= state and not state.isdisjoint({2})

    return run


threads = [work(me) for me in range(3)]


COUNTS = [{"traces": 1}]
