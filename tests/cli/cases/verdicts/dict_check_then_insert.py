"""`if key not in d: d[key] = ...` by two threads: both insert."""


def setup():
    return {"owner": {}, "deeds": []}


def claim(name):
    def run(town):
        if "house" not in town["owner"]:
            town["owner"]["house"] = name
            town["deeds"].append(name)

    return run


threads = [claim("ida"), claim("max")]


def invariant(town):
    return len(town["deeds"]) == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
