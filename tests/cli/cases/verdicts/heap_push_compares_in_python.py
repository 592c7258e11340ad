"""heapq.heappush compares with __lt__ in Python: a push during another one is noticed (RuntimeError)."""
import heapq


class Job:
    def __init__(self, urgency):
        self.urgency = urgency

    def __lt__(self, other):
        return self.urgency > other.urgency


def setup():
    return [Job(9), Job(4), Job(6)]


def push(urgency):
    def run(heap):
        heapq.heappush(heap, Job(urgency))

    return run


threads = [push(10), push(11)]

EXPECT = {"verdict": "violation", "kind": "exception"}
