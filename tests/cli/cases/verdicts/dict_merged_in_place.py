"""`d |= other` on a local name is one call into C."""


def setup():
    return {}


def merge(key):
    def run(names):
        names |= {key: key.upper()}

    return run


threads = [merge("a"), merge("b")]


def invariant(names):
    return names == {"a": "A", "b": "B"}


EXPECT = {"verdict": "holds"}
