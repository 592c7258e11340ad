"""What both wrote before the barrier, both see behind it."""
import threading


class Relay:
    def __init__(self):
        self.meet = threading.Barrier(2)
        self.wrote = [None, None]
        self.read = [None, None]


setup = Relay


def runner(me):
    def run(relay):
        relay.wrote[me] = me
        relay.meet.wait()
        relay.read[me] = relay.wrote[1 - me]

    return run


threads = [runner(0), runner(1)]


def invariant(relay):
    return relay.read == [1, 0]


EXPECT = {"verdict": "holds"}
