"""All threads read the attributes of one object, by name, by getattr, through a property and a method.

No write at all while the threads run.
"""


class Circle:
    sides = 0

    def __init__(self):
        self.radius = 2

    @property
    def diameter(self):
        return 2 * self.radius

    def area(self):
        return 3 * self.radius * self.radius


setup = Circle


def work(me):
    def run(state):
        assert state.radius == getattr(state, "radius") == 2 and hasattr(state, "sides")
        assert state.diameter == 4 and state.area() == 12 and isinstance(state, Circle)

    return run


threads = [work(me) for me in range(3)]


COUNTS = [{"traces": 1}]
