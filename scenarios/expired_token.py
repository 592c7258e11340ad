"""A token that is good when it is looked at, and has expired when it is used. Time is virtual: the hour takes no time."""
import time

LIFETIME = 60


class Session:
    def __init__(self):
        self.expires = time.monotonic() + LIFETIME
        self.accepted = True


def request(session):
    if time.monotonic() < session.expires:
        session.accepted = time.monotonic() < session.expires  # says the server


def pause():
    time.sleep(3600)


setup = Session
threads = {"request": request, "pause": lambda session: pause()}


def invariant(session):
    return session.accepted


EXPECT = {"verdict": "violation", "kind": "invariant"}
