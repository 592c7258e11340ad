"""A small LRU cache on an OrderedDict, without a lock: both see room, or both make room, for one more."""
from collections import OrderedDict


class Cache:
    def __init__(self):
        self.entries = OrderedDict()

    def put(self, key):
        while len(self.entries) >= 1:
            self.entries.popitem(last=False)
        self.entries[key] = True


setup = Cache
threads = [lambda cache: cache.put("x"), lambda cache: cache.put("y")]


def invariant(cache):
    return len(cache.entries) == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
