"""M producers put N items each into a queue of capacity K (0: unbounded), M consumers get as many, by each kind of queue.

Puts and gets all depend on one another: an order counts if there is never less than nothing in the queue, nor more than K. With one
producer and one consumer and no bound those are the Catalan numbers. Enumerated, the items' numbers apart, as a walk over how many
operations each thread has left.
"""
import os
import queue

N = int(os.environ.get("N", "3"))
M = int(os.environ.get("M", "1"))
K = int(os.environ.get("K", "0"))
KIND = [queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue][int(os.environ.get("KIND", "0"))]


def setup():
    return KIND() if KIND is queue.SimpleQueue else KIND(K)


def produce(items):
    for i in range(N):
        items.put(i)


def consume(items):
    for _ in range(N):
        items.get()


threads = [produce, consume] * M

COUNTS = [
    {"N": 3, "M": 1, "K": 1, "KIND": 0, "traces": 1},
    {"N": 3, "M": 1, "K": 2, "KIND": 0, "traces": 4},
    {"N": 3, "M": 1, "K": 0, "KIND": 0, "traces": 5},
    {"N": 4, "M": 1, "K": 0, "KIND": 0, "traces": 14},
    {"N": 2, "M": 2, "K": 1, "KIND": 0, "traces": 36},
    {"N": 2, "M": 2, "K": 2, "KIND": 0, "traces": 288},
    {"N": 2, "M": 2, "K": 0, "KIND": 0, "traces": 504},
    {"N": 3, "M": 1, "K": 2, "KIND": 1, "traces": 4},
    {"N": 2, "M": 2, "K": 0, "KIND": 1, "traces": 504},
    {"N": 3, "M": 1, "K": 2, "KIND": 2, "traces": 4},
    {"N": 2, "M": 2, "K": 0, "KIND": 2, "traces": 504},
    {"N": 3, "M": 1, "K": 0, "KIND": 3, "traces": 5},
    {"N": 2, "M": 2, "K": 0, "KIND": 3, "traces": 504},
]
