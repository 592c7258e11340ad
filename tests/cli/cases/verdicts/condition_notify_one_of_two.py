"""Two waiters, one notification: the second waits for ever."""
import threading


class Shop:
    def __init__(self):
        self.changed = threading.Condition()
        self.open = False


setup = Shop


def enter(shop):
    with shop.changed:
        while not shop.open:
            shop.changed.wait()


def unlock(shop):
    with shop.changed:
        shop.open = True
        shop.changed.notify()


threads = [enter, enter, unlock]

EXPECT = {"verdict": "violation", "kind": "deadlock"}
