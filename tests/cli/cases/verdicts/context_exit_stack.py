"""Two threads enter and leave by contextlib what takes no lock: the number of users is wrong in the end."""
import contextlib


class Door:
    users = 0

    @contextlib.contextmanager
    def entered(self):
        self.users += 1
        yield
        self.users -= 1


setup = Door


def visit(door):
    with contextlib.ExitStack() as stack:
        stack.enter_context(door.entered())


threads = [visit, visit]


def invariant(door):
    return door.users == 0


EXPECT = {"verdict": "violation", "kind": "invariant"}
