"""Names of a program given to exec are items of the dict that it gets."""

PROGRAM = compile("total = total + 1", "ledger", "exec")


def setup():
    return {"total": 0}


def run(namespace):
    exec(PROGRAM, namespace)


threads = [run, run]


def invariant(namespace):
    return namespace["total"] == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
