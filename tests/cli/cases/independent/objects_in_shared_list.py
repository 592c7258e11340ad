"""Each thread changes the object at an index of its own in a shared list.

The list is only read; the objects are three.
"""


class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount


def setup():
    return [Account() for _ in range(3)]


def work(me):
    def run(state):
        state[me].deposit(me)
        state[me].deposit(1)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return [account.balance for account in state] == [1, 2, 3]


COUNTS = [{"traces": 1}]
