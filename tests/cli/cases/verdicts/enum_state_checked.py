"""A state machine with an Enum member in an attribute: both find it idle."""
import enum


class Mode(enum.Enum):
    IDLE = enum.auto()
    BUSY = enum.auto()


class Oven:
    def __init__(self):
        self.mode = Mode.IDLE
        self.baked = []

    def bake(self, what):
        if self.mode is Mode.IDLE:
            self.mode = Mode.BUSY
            self.baked.append(what)


setup = Oven
threads = [lambda oven: oven.bake("bread"), lambda oven: oven.bake("cake")]


def invariant(oven):
    return len(oven.baked) == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
