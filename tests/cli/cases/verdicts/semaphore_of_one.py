"""Semaphore(1) is a mutex."""
import threading


def setup():
    return {"permit": threading.Semaphore(1), "n": 0}


def tick(box):
    with box["permit"]:
        box["n"] += 1


threads = [tick, tick]


def invariant(box):
    return box["n"] == 2


EXPECT = {"verdict": "holds"}
