"""functools.cached_property caches a value that was invalidated while it was computed."""
from functools import cached_property


class Text:
    def __init__(self):
        self.body = "ab"

    @cached_property
    def size(self):
        return len(self.body)

    def replace(self, body):
        self.body = body
        self.__dict__.pop("size", None)


setup = Text
threads = [lambda text: text.size, lambda text: text.replace("abc")]


def invariant(text):
    return text.size == 3


EXPECT = {"verdict": "violation", "kind": "invariant"}
