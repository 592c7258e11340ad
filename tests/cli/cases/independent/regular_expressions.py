"""Both threads match a compiled pattern, and one given as text.

A pattern is only read. The cache of re is only seen through functions that are pure.
"""
import re

WORD = re.compile(r"(\w+)-(\d+)")


def setup():
    return [None, None]


def work(me):
    def run(state):
        found = WORD.match(f"part-{me}")
        state[me] = found.group(2) + re.sub(r"\d", "x", found.group(0))

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state == ["0part-x", "1part-x"]


COUNTS = [{"traces": 1}]
