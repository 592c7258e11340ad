"""Peterson's mutual exclusion, N rounds, the wait given up after K looks. Nobody is disturbed in the critical section."""
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
            section.wants[me] = True
            section.turn = other
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
    {"N": 1, "K": 2, "traces": 26},
    {"N": 1, "K": 3, "traces": 42},
    {"N": 2, "K": 2, "traces": 2420},
    {"N": 2, "K": 3, "traces": 10314},
    {"N": 2, "K": 4, "traces": 31972},
]
