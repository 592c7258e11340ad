"""threading.local is not shared."""
import threading

MINE = threading.local()


def setup():
    return {}


def keep(name):
    def run(kept):
        MINE.name = name
        kept[name] = MINE.name

    return run


threads = [keep("a"), keep("b")]


def invariant(kept):
    return kept == {"a": "a", "b": "b"}


EXPECT = {"verdict": "holds"}
