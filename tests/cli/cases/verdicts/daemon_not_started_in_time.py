"""Nobody joins the daemon: what it was to do may not have been done."""
import threading


class State:
    def __init__(self):
        self.done = False


setup = State


def do(state):
    state.done = True


def start_one(state):
    threading.Thread(target=do, args=(state,), daemon=True).start()


threads = [start_one]


def invariant(state):
    return state.done


EXPECT = {"verdict": "violation", "kind": "invariant"}
