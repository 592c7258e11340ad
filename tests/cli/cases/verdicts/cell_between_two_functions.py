"""Two functions share a closure cell, and one of their updates is lost."""


def setup():
    coins = 10

    def earn():
        nonlocal coins
        coins += 4

    def spend():
        nonlocal coins
        coins -= 3

    return earn, spend, lambda: coins


threads = [lambda purse: purse[0](), lambda purse: purse[1]()]


def invariant(purse):
    return purse[2]() == 11


EXPECT = {"verdict": "violation", "kind": "invariant"}
