"""A buffer of one slot between a producer and a consumer, with threading.Condition: nothing is lost, nobody hangs.

The three rules that make it right: the state is only touched under the condition's lock, the predicate is tested again
after every wake-up (`while`, not `if`), and whoever changes the state notifies.
"""

import threading


class Buffer:
    def __init__(self, room):
        self.room = room
        self.items = []
        self.changed = threading.Condition()

    def put(self, item):
        with self.changed:
            while len(self.items) == self.room:
                self.changed.wait()
            self.items.append(item)
            self.changed.notify()

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait()
            item = self.items.pop(0)
            self.changed.notify()
            return item


class State:
    def __init__(self):
        self.buffer = Buffer(room=1)
        self.received = []


def setup():
    return State()


def produce(state):
    state.buffer.put("first")
    state.buffer.put("second")


def consume(state):
    state.received.append(state.buffer.get())
    state.received.append(state.buffer.get())


threads = {"producer": produce, "consumer": consume}


def invariant(state):
    return state.received == ["first", "second"] and not state.buffer.items


EXPECT = {"verdict": "holds"}
