"""set.add and set.discard of different members: all effects survive."""


def setup():
    return {1, 2}


def exchange(old, new):
    def run(members):
        members.add(new)
        members.discard(old)

    return run


threads = [exchange(1, 11), exchange(2, 12)]


def invariant(members):
    return members == {11, 12}


EXPECT = {"verdict": "holds"}
