"""A seat is sold if it is still free: 'look it up, then take it' on a dict is two steps, and two buyers fit between them.

The dict itself is never damaged: each single operation on it is atomic. What is wrong is the decision, which is taken on
an answer that may be out of date when it is acted on. `setdefault` decides and acts in one step and repairs it.
"""


class Theatre:
    def __init__(self):
        self.seats = {}
        self.tickets = []

    def buy(self, seat, customer):
        if seat not in self.seats:
            self.seats[seat] = customer
            self.tickets.append(customer)


def setup():
    return Theatre()


threads = {
    "ann": lambda theatre: theatre.buy("A1", "ann"),
    "bob": lambda theatre: theatre.buy("A1", "bob"),
}


def invariant(theatre):
    return len(theatre.tickets) == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
