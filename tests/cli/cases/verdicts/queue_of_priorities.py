"""PriorityQueue keeps its heap under its lock."""
import queue

setup = queue.PriorityQueue
threads = [lambda jobs: jobs.put(2), lambda jobs: jobs.put(1)]


def invariant(jobs):
    return [jobs.get_nowait(), jobs.get_nowait()] == [1, 2]


EXPECT = {"verdict": "holds"}
