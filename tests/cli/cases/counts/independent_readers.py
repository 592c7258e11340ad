"""Two writers of two attributes, N readers of both, every other one in the other order: they never disagree. (IRIW)"""
import os

N = int(os.environ.get("N", "2"))


class Sky:
    def __init__(self):
        self.sun = self.moon = False
        self.seen = [None] * N


def sunrise(sky):
    sky.sun = True


def moonrise(sky):
    sky.moon = True


def sun_first(me):
    def run(sky):
        sun = sky.sun
        sky.seen[me] = sun, sky.moon

    return run


def moon_first(me):
    def run(sky):
        moon = sky.moon
        sky.seen[me] = sky.sun, moon

    return run


setup = Sky
threads = [sunrise, moonrise] + [(moon_first if me % 2 else sun_first)(me) for me in range(N)]


def invariant(sky):
    sun_was_first = any(sky.seen[me] == (True, False) for me in range(0, N, 2))
    moon_was_first = any(sky.seen[me] == (False, True) for me in range(1, N, 2))
    return not (sun_was_first and moon_was_first)


COUNTS = [
    {"N": 2, "traces": 15},
    {"N": 3, "traces": 57},
    {"N": 4, "traces": 207},
    {"N": 5, "traces": 765},
    {"N": 6, "traces": 2727},
    {"N": 7, "traces": 9909},
]
