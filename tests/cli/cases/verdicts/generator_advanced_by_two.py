"""Two threads advance one generator: 'generator already executing'."""


class Tickets:
    def __init__(self):
        self.sold = 0
        self.roll = self.numbers()

    def numbers(self):
        while True:
            self.sold += 1
            yield self.sold


setup = Tickets


def buy(tickets):
    next(tickets.roll)


threads = [buy, buy]

EXPECT = {"verdict": "violation", "kind": "exception"}
