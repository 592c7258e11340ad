"""Each thread uses a Counter, a defaultdict, an OrderedDict and a deque of its own.

They belong to who made them.
"""
import collections


def setup():
    return [None] * 3


def work(me):
    def run(state):
        counter = collections.Counter("abca")
        counter.update("b" * me)
        groups = collections.defaultdict(list)
        groups["x"].append(me)
        recent = collections.OrderedDict(a=1, b=2)
        recent.move_to_end("a")
        queue = collections.deque([1, 2], maxlen=2)
        queue.append(3)
        state[me] = counter["b"], groups["x"], list(recent), list(queue)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [(1 + me, [me], ["b", "a"], [2, 3]) for me in range(3)]


COUNTS = [{"traces": 1}]
