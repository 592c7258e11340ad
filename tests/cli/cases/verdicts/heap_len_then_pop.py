"""`if len(h): heappop(h)` with one element for two."""
import heapq


def setup():
    return [3]


def take(heap):
    if len(heap) > 0:
        heapq.heappop(heap)


threads = [take, take]

EXPECT = {"verdict": "violation", "kind": "exception"}
