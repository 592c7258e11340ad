"""Condition.wait_for is the predicate loop."""
import threading


class Letterbox:
    def __init__(self):
        self.changed = threading.Condition()
        self.full = False


setup = Letterbox


def deliver(box):
    with box.changed:
        box.full = True
        box.changed.notify()


def collect(box):
    with box.changed:
        box.changed.wait_for(lambda: box.full)
        box.full = False


threads = [collect, deliver]


def invariant(box):
    return not box.full


EXPECT = {"verdict": "holds"}
