"""sum(map(f, l)) with f in Python: a transfer is seen half done."""


class Bank:
    def __init__(self):
        self.coins = [4, 4]
        self.audited = 8


setup = Bank


def value(coins):
    return coins


def audit(bank):
    bank.audited = sum(map(value, bank.coins))


def transfer(bank):
    bank.coins[0] -= 1
    bank.coins[1] += 1


threads = [audit, transfer]


def invariant(bank):
    return bank.audited == 8


EXPECT = {"verdict": "violation", "kind": "invariant"}
