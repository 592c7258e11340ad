"""`a / n if n else 0` reads n twice."""


class Average:
    def __init__(self):
        self.sum, self.count = 8, 4

    def value(self):
        return self.sum / self.count if self.count else 0

    def clear(self):
        self.sum = 0
        self.count = 0


setup = Average
threads = [Average.value, Average.clear]

EXPECT = {"verdict": "violation", "kind": "exception"}
