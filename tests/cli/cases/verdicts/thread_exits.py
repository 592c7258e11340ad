"""sys.exit() ends a thread, and is no failure."""
import sys
import threading


class State:
    def __init__(self):
        self.after = False


def leave(state):
    thread = threading.Thread(target=sys.exit, args=("ended",))
    thread.start()
    thread.join()
    sys.exit(1)
    state.after = True


setup = State
threads = [leave]


def invariant(state):
    return not state.after


EXPECT = {"verdict": "holds", "traces": 1}
