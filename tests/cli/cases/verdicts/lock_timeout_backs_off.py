"""Opposite lock order with a timeout on the second lock: somebody gives up, nobody hangs."""
import threading


def setup():
    return [threading.Lock(), threading.Lock()]


def grab(mine, other):
    def run(locks):
        with locks[mine]:
            got = locks[other].acquire(timeout=1)
            if got:
                locks[other].release()

    return run


threads = [grab(0, 1), grab(1, 0)]

EXPECT = {"verdict": "holds"}
