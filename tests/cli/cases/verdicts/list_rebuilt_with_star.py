"""x.l = [*x.l, y] against an append to the old list."""


class Cart:
    def __init__(self):
        self.goods = []


setup = Cart


def rebuild(cart):
    cart.goods = [*cart.goods, "a"]


def append(cart):
    cart.goods.append("b")


threads = [rebuild, append]


def invariant(cart):
    return len(cart.goods) == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
