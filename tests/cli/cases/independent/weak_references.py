"""Each thread makes a weak reference to one object that lives on, and follows it.

Making and following it change nothing that the others can see.
"""
import weakref


class Owner:
    name = "ida"


def setup():
    return [Owner(), None, None]


def work(me):
    def run(state):
        reference = weakref.ref(state[0])
        state[1 + me] = reference().name

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state[1:] == ["ida", "ida"]


COUNTS = [{"traces": 1, "executions": 2}]
EXCESS = ("Making one is a write of the object's list of weak references, as whoever drops the object has to do with all of "
          "them.")
