"""An f-string reads two attributes, one after the other."""


class Score:
    def __init__(self):
        self.home, self.away = 0, 9
        self.shown = None


setup = Score


def show(score):
    score.shown = f"{score.home} : {score.away}"


def reset(score):
    score.home = 5
    score.away = 5


threads = [show, reset]


def invariant(score):
    return score.shown in ("0 : 9", "5 : 5")


EXPECT = {"verdict": "violation", "kind": "invariant"}
