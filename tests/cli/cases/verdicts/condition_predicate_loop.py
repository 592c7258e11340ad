"""Condition as it should be used: predicate and change under the lock, tested again after every wake-up."""
import threading


class Letterbox:
    def __init__(self):
        self.changed = threading.Condition()
        self.letter = self.read = None


setup = Letterbox


def deliver(box):
    with box.changed:
        box.letter = "dear"
        box.changed.notify()


def collect(box):
    with box.changed:
        while box.letter is None:
            box.changed.wait()
        box.read = box.letter


threads = [collect, deliver]


def invariant(box):
    return box.read == "dear"


EXPECT = {"verdict": "holds"}
