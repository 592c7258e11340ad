"""Taking all items out of a full queue under its mutex lets whoever waits for room go on; nobody has to be told."""
import queue


class Box:
    def __init__(self):
        self.queue = queue.Queue(1)
        self.queue.put("old")


def put(box):
    box.queue.put("new")


def empty(box):
    with box.queue.mutex:
        box.queue.queue.clear()
        box.queue.not_full.notify()


setup = Box
threads = [put, empty]


def invariant(box):
    return box.queue.qsize() == 1 and box.queue.get_nowait() == "new"


EXPECT = {"verdict": "holds", "traces": 1}
