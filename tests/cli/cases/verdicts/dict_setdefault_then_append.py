"""Both append to the list that setdefault gives them."""


def setup():
    return {}


threads = [lambda d: d.setdefault("k", []).append("x"), lambda d: d.setdefault("k", []).append("y")]


def invariant(d):
    return set(d["k"]) == {"x", "y"}


EXPECT = {"verdict": "holds"}
