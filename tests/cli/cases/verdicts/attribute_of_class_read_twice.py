"""A class attribute changes between two reads of it through an instance."""


class Limits:
    upper = 10


class Probe:
    def __init__(self):
        Limits.upper = 10
        self.limits = Limits()
        self.reads = None


setup = Probe


def read_twice(probe):
    probe.reads = probe.limits.upper, probe.limits.upper


def change(probe):
    Limits.upper = 20


threads = [read_twice, change]


def invariant(probe):
    return probe.reads[0] == probe.reads[1]


EXPECT = {"verdict": "violation", "kind": "invariant"}
