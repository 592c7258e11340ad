"""list.append is one step: nothing is lost."""

setup = list
threads = [lambda names, i=i: names.append(i) for i in range(3)]


def invariant(names):
    return set(names) == {0, 1, 2}


EXPECT = {"verdict": "holds"}
