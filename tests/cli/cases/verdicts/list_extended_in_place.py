"""`l += [...]` on a local name is one call into C."""

setup = list


def pair(names):
    names += ["a", "b"]


def single(names):
    names += ["c"]


threads = [pair, single]


def invariant(names):
    return names in (["a", "b", "c"], ["c", "a", "b"])


EXPECT = {"verdict": "holds"}
