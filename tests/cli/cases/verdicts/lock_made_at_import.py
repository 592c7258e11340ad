"""The lock is a module global, made before any thread or setup existed."""
import threading

GUARD = threading.Lock()


def setup():
    return {"n": 0}


def tick(box):
    with GUARD:
        box["n"] = box["n"] + 1


threads = [tick, tick]


def invariant(box):
    return box["n"] == 2


EXPECT = {"verdict": "holds"}
