"""An object changes its class between two method calls: they disagree."""


class Polite:
    def greet(self):
        return "good day"


class Rude(Polite):
    def greet(self):
        return "oi"


class Stage:
    def __init__(self):
        self.actor = Polite()
        self.said = None


setup = Stage


def scene(stage):
    stage.said = {stage.actor.greet(), stage.actor.greet()}


def recast(stage):
    stage.actor.__class__ = Rude


threads = [scene, recast]


def invariant(stage):
    return len(stage.said) == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
