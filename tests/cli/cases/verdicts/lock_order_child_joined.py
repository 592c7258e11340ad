"""A child takes the locks the other way round, but its parent waits for it before it takes any."""
import threading


class Pair:
    def __init__(self):
        self.one, self.two = threading.Lock(), threading.Lock()
        self.order = []


setup = Pair


def parent(pair):
    def child():
        with pair.two:
            with pair.one:
                pair.order.append("child")

    helper = threading.Thread(target=child)
    helper.start()
    helper.join()
    with pair.one:
        with pair.two:
            pair.order.append("parent")


threads = [parent]


def invariant(pair):
    return pair.order == ["child", "parent"]


EXPECT = {"verdict": "holds"}
