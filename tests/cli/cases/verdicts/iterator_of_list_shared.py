"""next() on a list's iterator is one step: no element twice."""


class Deck:
    def __init__(self):
        self.cards = iter(["ace", "king"])
        self.hands = []


setup = Deck


def draw(deck):
    deck.hands.append(next(deck.cards, None))


threads = [draw, draw]


def invariant(deck):
    return set(deck.hands) == {"ace", "king"}


EXPECT = {"verdict": "holds"}
