"""Objects die in two threads; the callbacks of their weak references run there, and count without a lock."""
import weakref


class Thing:
    pass


class State:
    def __init__(self):
        self.things = [Thing(), Thing()]
        self.references = [weakref.ref(thing, self.died) for thing in self.things]
        self.dead = 0

    def died(self, reference):
        self.dead += 1


setup = State


def first(state):
    state.things[0] = None


def second(state):
    state.things[1] = None


threads = [first, second]


def invariant(state):
    return state.dead == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
