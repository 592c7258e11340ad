"""Each thread makes objects, links and changes them, and lets them go.

What a thread makes and hands to nobody is its own.
"""


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


def setup():
    return [None] * 3


def work(me):
    def run(state):
        head = None
        for value in range(3):
            head = Node(value, head)
        head.next.value += me
        state[me] = head.next.value

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [1, 2, 3]


COUNTS = [{"traces": 1}]
