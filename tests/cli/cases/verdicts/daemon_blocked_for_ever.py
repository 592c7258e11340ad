"""A daemon may be left waiting: the process does not wait for it."""
import threading


def wait_for_ever():
    threading.Event().wait()


def start_one():
    threading.Thread(target=wait_for_ever, daemon=True).start()


threads = [start_one]

EXPECT = {"verdict": "holds"}
