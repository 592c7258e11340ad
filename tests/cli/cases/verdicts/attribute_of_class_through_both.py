"""One thread writes the class attribute through type(self), the other through the class's name."""


class Robot:
    made = 0

    def count(self):
        type(self).made = self.made + 1


def setup():
    Robot.made = 0
    return Robot()


def by_name(_):
    Robot.made += 1


threads = [Robot.count, by_name]


def invariant(robot):
    return robot.made == 2


EXPECT = {"verdict": "violation", "kind": "invariant"}
