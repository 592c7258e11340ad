"""Each thread takes a deep copy of one structure and changes its copy.

The original is only read; the copies belong to the threads.
"""
import copy


def setup():
    return {"shelf": {"books": ["a"], "size": 3}, "found": [None, None]}


def work(me):
    def run(state):
        mine = copy.deepcopy(state["shelf"])
        mine["books"].append(me)
        state["found"][me] = mine["books"]

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state["found"] == [["a", 0], ["a", 1]]


COUNTS = [{"traces": 1}]
