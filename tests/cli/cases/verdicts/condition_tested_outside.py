"""The predicate is tested before the lock is taken: the notification comes in between, and nobody waits for it yet."""
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
    if not box.full:
        with box.changed:
            box.changed.wait()


threads = [collect, deliver]

EXPECT = {"verdict": "violation", "kind": "deadlock"}
