"""Two locks, taken in opposite order."""
import threading


def setup():
    return threading.Lock(), threading.Lock()


def up(locks):
    with locks[0], locks[1]:
        pass


def down(locks):
    with locks[1], locks[0]:
        pass


threads = [up, down]

EXPECT = {"verdict": "violation", "kind": "deadlock"}
