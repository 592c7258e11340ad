"""A class that refuses assignment, changed by object.__setattr__ after a check that can be out of date."""


class Ticket:
    def __init__(self):
        object.__setattr__(self, "used", False)
        object.__setattr__(self, "rides", 0)

    def __setattr__(self, name, value):
        raise AttributeError("tickets are immutable")

    def ride(self):
        if not self.used:
            object.__setattr__(self, "used", True)
            object.__setattr__(self, "rides", self.rides + 1)


setup = Ticket
threads = [Ticket.ride, Ticket.ride]


def invariant(ticket):
    return ticket.rides == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
