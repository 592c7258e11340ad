"""Dekker's mutual exclusion, N rounds, every wait given up after K looks. Nobody is disturbed in the critical section."""
import os

N = int(os.environ.get("N", "1"))
K = int(os.environ.get("K", "2"))


class Section:
    def __init__(self):
        self.wants = {"a": False, "b": False}
        self.turn = "a"
        self.inside = None
        self.disturbed = {"a": False, "b": False}

    def my_turn_comes(self, me):
        for _ in range(K):
            if self.turn == me:
                return True
        return False

    def enter(self, me, other):
        self.wants[me] = True
        for _ in range(K):
            if not self.wants[other]:
                return True
            if self.turn != me:
                self.wants[me] = False
                if not self.my_turn_comes(me):
                    return False
                self.wants[me] = True
        return False


def work(me, other):
    def run(section):
        for _ in range(N):
            if not section.enter(me, other):
                break
            section.inside = me
            if section.inside != me:
                section.disturbed[me] = True
            section.turn = other
            section.wants[me] = False

    return run


setup = Section
threads = {"a": work("a", "b"), "b": work("b", "a")}


def invariant(section):
    return not any(section.disturbed.values())


COUNTS = [
    {"N": 1, "K": 2, "traces": 25},
    {"N": 1, "K": 3, "traces": 55},
    {"N": 2, "K": 2, "traces": 1599},
    {"N": 2, "K": 3, "traces": 23062},
    {"N": 3, "K": 2, "traces": 94466},
]
