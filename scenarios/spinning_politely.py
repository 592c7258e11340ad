"""Two threads that each let the other one go first, and look again and again whether it has gone: when both have said that
they want to, neither ever goes. Peterson's algorithm adds a turn, and whoever came last waits."""


class Door:
    def __init__(self):
        self.wants = [False, False]
        self.passed = 0


setup = Door


def visitor(me):
    def go_through(door):
        door.wants[me] = True
        while door.wants[1 - me]:
            pass
        door.passed += 1
        door.wants[me] = False

    return go_through


threads = {"ann": visitor(0), "bob": visitor(1)}


def invariant(door):
    return door.passed == 2


EXPECT = {"verdict": "violation", "kind": "livelock"}
