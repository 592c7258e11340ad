"""__getattr__ makes a missing attribute: both make it, and one append goes to the list that is thrown away."""


class Basket:
    def __getattr__(self, name):
        if name == "fruit":
            self.fruit = made = []
            return made
        raise AttributeError(name)


setup = Basket
threads = [lambda basket: basket.fruit.append("fig"), lambda basket: basket.fruit.append("lime")]


def invariant(basket):
    return set(basket.fruit) == {"fig", "lime"}


EXPECT = {"verdict": "violation", "kind": "invariant"}
