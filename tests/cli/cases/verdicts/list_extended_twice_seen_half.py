"""Two in-place additions; [*l] comes in between."""


class Train:
    def __init__(self):
        self.cars = []
        self.photo = None


setup = Train


def couple(train):
    cars = train.cars
    cars += ["engine"]
    cars += ["coach"]


def photograph(train):
    train.photo = [*train.cars]


threads = [couple, photograph]


def invariant(train):
    return len(train.photo) != 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
