"""Two locks taken in opposite order, but only by who holds a third one."""
import threading


class Vault:
    def __init__(self):
        self.door, self.gold, self.silver = threading.Lock(), threading.Lock(), threading.Lock()
        self.visitors = []


setup = Vault


def visit(name, first, second):
    def run(vault):
        with vault.door:
            with getattr(vault, first):
                with getattr(vault, second):
                    vault.visitors.append(name)

    return run


threads = [visit("g", "gold", "silver"), visit("s", "silver", "gold")]


def invariant(vault):
    return sorted(vault.visitors) == ["g", "s"]


EXPECT = {"verdict": "holds"}
