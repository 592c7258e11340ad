"""A thread that is no daemon and that nobody lets go on keeps the process alive for ever."""
import threading


def setup():
    return threading.Event()


def start_one(event):
    threading.Thread(target=event.wait).start()


threads = [start_one]

EXPECT = {"verdict": "violation", "kind": "deadlock"}
