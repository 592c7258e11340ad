"""collections.UserDict.setdefault is Python code of the standard library: look, fail, store."""
from collections import UserDict

setup = UserDict
threads = [lambda d: d.setdefault("k", []).append("x"), lambda d: d.setdefault("k", []).append("y")]


def invariant(d):
    return set(d["k"]) == {"x", "y"}


EXPECT = {"verdict": "violation", "kind": "invariant"}
