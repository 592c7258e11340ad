"""dict.setdefault with a key of str is one step: both get the same list."""


def setup():
    return {"shelf": {}, "found": {}}


def fetch(name):
    def run(room):
        room["found"][name] = room["shelf"].setdefault("box", [])

    return run


threads = [fetch("ida"), fetch("max")]


def invariant(room):
    return room["found"]["ida"] is room["found"]["max"] is room["shelf"]["box"]


EXPECT = {"verdict": "holds"}
