"""A module global through its name and through globals()."""

visits = 0


def setup():
    global visits
    visits = 0


def by_name(_):
    global visits
    visits += 1


def by_namespace(_):
    globals()["visits"] = globals()["visits"] + 1


threads = [by_name, by_namespace]


def invariant(_):
    return visits == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
