"""Two deposits into one account: both read the same balance, and one of them is lost (a lost update)."""


class Account:
    def __init__(self, balance):
        self.balance = balance

    def deposit(self, amount):
        current = self.balance
        self.balance = current + amount


def setup():
    return Account(100)


threads = {
    "deposit-1": lambda account: account.deposit(50),
    "deposit-2": lambda account: account.deposit(50),
}


def invariant(account):
    return account.balance == 200


# Four orders of the two reads and two writes; two of them lose a deposit.
EXPECT = {"verdict": "violation", "kind": "invariant"}
