"""`x in l`, then l.index(x): removed in between."""


def setup():
    return ["ida", "max"]


def find(guests):
    if "max" in guests:
        guests.index("max")


def leave(guests):
    guests.remove("max")


threads = [find, leave]

EXPECT = {"verdict": "violation", "kind": "exception"}
