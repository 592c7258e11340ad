"""Two opposite transfers that take the account with the lower number first."""
import threading


class Account:
    def __init__(self, number):
        self.number, self.coins, self.lock = number, 5, threading.Lock()


def setup():
    return [Account(0), Account(1)]


def move(source, sink):
    def run(bank):
        low, high = sorted((bank[source], bank[sink]), key=lambda account: account.number)
        with low.lock, high.lock:
            bank[source].coins -= 2
            bank[sink].coins += 2

    return run


threads = [move(0, 1), move(1, 0)]


def invariant(bank):
    return [account.coins for account in bank] == [5, 5]


EXPECT = {"verdict": "holds"}
