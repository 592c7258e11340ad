"""Semaphore(0): the reader waits for the writer's release."""
import threading


class Hatch:
    def __init__(self):
        self.ready = threading.Semaphore(0)
        self.dish = self.eaten = None


setup = Hatch


def cook(hatch):
    hatch.dish = "soup"
    hatch.ready.release()


def eat(hatch):
    hatch.ready.acquire()
    hatch.eaten = hatch.dish


threads = [eat, cook]


def invariant(hatch):
    return hatch.eaten == "soup"


EXPECT = {"verdict": "holds"}
