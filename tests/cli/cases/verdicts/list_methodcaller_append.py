"""operator.methodcaller("append", x) is one call into C."""
from operator import methodcaller

setup = list
threads = [methodcaller("append", "x"), methodcaller("append", "y")]


def invariant(names):
    return set(names) == {"x", "y"}


EXPECT = {"verdict": "holds"}
