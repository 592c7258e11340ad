"""pop, and IndexError caught: exactly one gets the element."""


class Bag:
    def __init__(self):
        self.sweets = ["last"]
        self.eaten = []

    def take(self):
        try:
            sweet = self.sweets.pop()
        except IndexError:
            return
        self.eaten.append(sweet)


setup = Bag
threads = [Bag.take, Bag.take]


def invariant(bag):
    return bag.eaten == ["last"] and bag.sweets == []


EXPECT = {"verdict": "holds"}
