"""A real library, unmodified: two threads store into one full cachetools.LRUCache, and one of them gets a KeyError.

Both see that the cache is full, both pick the least recently used key to make room, and the second one deletes a key that
is gone. The documentation of cachetools says that its classes are not thread-safe; this is what that looks like from
outside: `cache[key] = value` raises KeyError, for a key that the caller has never heard of.

The library is Debian's python3-cachetools (5.2).
"""

from cachetools import LRUCache


def setup():
    cache = LRUCache(maxsize=1)
    cache["old"] = 0
    return cache


def store(key, value):
    def run(cache):
        cache[key] = value

    return run


threads = {"store-a": store("a", 1), "store-b": store("b", 2)}

EXPECT = {"verdict": "violation", "kind": "exception"}
