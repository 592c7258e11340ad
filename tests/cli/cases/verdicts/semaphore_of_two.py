"""Semaphore(2) lets both in."""
import threading


def setup():
    return {"permits": threading.Semaphore(2), "n": 0}


def tick(box):
    with box["permits"]:
        box["n"] += 1


threads = [tick, tick]


def invariant(box):
    return box["n"] == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
