"""Each thread uses heapq and bisect on lists of its own.

The lists belong to the threads.
"""
import bisect
import heapq


def setup():
    return [None] * 3


def work(me):
    def run(state):
        heap = [5, 3]
        heapq.heapify(heap)
        heapq.heappush(heap, me)
        ordered = [1, 3, 5]
        bisect.insort(ordered, me)
        state[me] = heapq.heappop(heap) + bisect.bisect_left(ordered, 3)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [2, 3, 4]


COUNTS = [{"traces": 1}]
