"""Two threads add to one key, a third to another.

Read and write twice on one key: 4 traces; the third thread takes no part.
"""


def setup():
    return {"in": 0, "out": 0}


def work(me):
    def run(state):
        state["out" if me == 2 else "in"] += 1

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state["out"] == 1


COUNTS = [{"traces": 4}]
