"""Peterson's algorithm with its first two stores swapped: both can be inside. N rounds, K looks."""
import os

N = int(os.environ.get("N", "1"))
K = int(os.environ.get("K", "2"))


class Section:
    def __init__(self):
        self.wants = [False, False]
        self.turn = 0
        self.inside = None
        self.disturbed = [False, False]

    def free(self, other):
        for _ in range(K):
            wanted = self.wants[other]
            turn = self.turn
            if not wanted or turn != other:
                return True
        return False


def work(me):
    other = 1 - me

    def run(section):
        for _ in range(N):
            section.turn = other
            section.wants[me] = True
            if not section.free(other):
                break
            section.inside = me
            if section.inside != me:
                section.disturbed[me] = True
            section.wants[me] = False

    return run


setup = Section
threads = [work(0), work(1)]


def invariant(section):
    return section.disturbed == [False, False]


COUNTS = [
    {"N": 1, "K": 2, "traces": 28, "violating": 4},
    {"N": 2, "K": 2, "traces": 2524, "violating": 424},
    {"N": 2, "K": 3, "traces": 5762, "violating": 680},
    {"N": 2, "K": 4, "traces": 11164, "violating": 1000},
]
