"""Double-checked lazy initialisation that publishes the object before it is filled.

The lock keeps two threads from building the settings twice. But the first, unlocked check sees the object as soon as it is
stored in the attribute, and at that moment its dict is still empty: a KeyError, in one interleaving of many.
lazy_init_repaired.py stores it last.
"""

import threading


class Service:
    def __init__(self):
        self.lock = threading.Lock()
        self.settings = None

    def port(self):
        if self.settings is None:
            with self.lock:
                if self.settings is None:
                    self.settings = {}
                    self.settings["port"] = 8080
        return self.settings["port"]


def setup():
    return Service()


threads = [Service.port, Service.port]

EXPECT = {"verdict": "violation", "kind": "exception"}
