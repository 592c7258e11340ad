"""set() and clear() in a row: who comes to wait() only after that waits for ever."""
import threading


def setup():
    return threading.Event()


def pulse(event):
    event.set()
    event.clear()


def wait(event):
    event.wait()


threads = [pulse, wait]

EXPECT = {"verdict": "violation", "kind": "deadlock"}
