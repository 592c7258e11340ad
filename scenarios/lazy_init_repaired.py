"""Double-checked lazy initialisation done right: the object is complete before anybody can see it.

The attribute is written once, last, under the lock; who sees it there sees all of it. (Compare lazy_init.py.)
"""

import threading


class Service:
    def __init__(self):
        self.lock = threading.Lock()
        self.settings = None
        self.built = 0

    def port(self):
        if self.settings is None:
            with self.lock:
                if self.settings is None:
                    self.built += 1
                    settings = {}
                    settings["port"] = 8080
                    self.settings = settings
        return self.settings["port"]


def setup():
    return Service()


threads = [Service.port, Service.port, Service.port]


def invariant(service):
    return service.built == 1


EXPECT = {"verdict": "holds"}
