"""N accounts in a ring, thread i moves 1 to the next under both locks, the lower number first: 2^N - 2 traces (N > 2)."""
import os
import threading

N = int(os.environ.get("N", "3"))


class Account:
    def __init__(self, number):
        self.number = number
        self.lock = threading.Lock()
        self.coins = 1


def setup():
    return [Account(i) for i in range(N)]


def pay(i):
    def run(bank):
        payer, payee = bank[i], bank[(i + 1) % N]
        first, second = (payer, payee) if payer.number < payee.number else (payee, payer)
        with first.lock, second.lock:
            payer.coins -= 1
            payee.coins += 1

    return run


threads = [pay(i) for i in range(N)]


def invariant(bank):
    return [account.coins for account in bank] == [1] * N


COUNTS = [
    {"N": 2, "traces": 2},
    {"N": 3, "traces": 6},
    {"N": 4, "traces": 14},
    {"N": 6, "traces": 62},
    {"N": 8, "traces": 254},
    {"N": 10, "traces": 1022},
    {"N": 12, "traces": 4094},
    {"N": 14, "traces": 16382},
]
