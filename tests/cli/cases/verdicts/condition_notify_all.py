"""notify_all and a predicate loop in both waiters: both get through."""
import threading


class Shop:
    def __init__(self):
        self.changed = threading.Condition()
        self.open = False
        self.customers = 0


setup = Shop


def enter(shop):
    with shop.changed:
        while not shop.open:
            shop.changed.wait()
        shop.customers += 1


def unlock(shop):
    with shop.changed:
        shop.open = True
        shop.changed.notify_all()


threads = [enter, enter, unlock]


def invariant(shop):
    return shop.customers == 2


EXPECT = {"verdict": "holds"}
