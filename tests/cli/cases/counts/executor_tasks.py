"""An executor of at most N workers gets M tasks and is shut down.

What its threads do to one another, whose order is not given: its queue's puts (one a task, one to end) and gets (as many, and each
worker that was told to end puts that back for the next), and the operations on the semaphore that counts idle workers (tried before
a worker is started, released after each task). A trace is an order of the first together with one of the second. Enumerated as a walk
over the parent's next step, the queue, the semaphore, and each worker's next step.
"""
import os
from concurrent.futures import ThreadPoolExecutor

N = int(os.environ.get("N", "2"))
M = int(os.environ.get("M", "2"))


def parent():
    with ThreadPoolExecutor(N) as pool:
        for _ in range(M):
            pool.submit(int)


threads = [parent]

COUNTS = [
    {"N": 1, "M": 1, "traces": 2},
    {"N": 1, "M": 2, "traces": 11},
    {"N": 1, "M": 3, "traces": 66},
    {"N": 2, "M": 1, "traces": 2},
    {"N": 2, "M": 2, "traces": 54},
    {"N": 2, "M": 3, "traces": 1224},
    {"N": 3, "M": 3, "traces": 4932},
    {"N": 2, "M": 4, "traces": 26250},
]
