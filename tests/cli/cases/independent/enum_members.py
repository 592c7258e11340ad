"""Each thread reads members of an Enum: by name, value, attribute, identity and iteration.

An Enum is not changed once it is made.
"""
import enum


class Colour(enum.Enum):
    RED = 1
    GREEN = 2


def setup():
    return [None] * 3


def work(me):
    def run(state):
        assert Colour(1) is Colour.RED is Colour["RED"] and Colour.GREEN.value == 2
        state[me] = [each.name for each in Colour]

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [["RED", "GREEN"]] * 3


COUNTS = [{"traces": 1}]
