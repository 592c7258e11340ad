"""wait() for the first of two futures: the other one may be done, too, or not."""
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait


class State:
    done = None


setup = State


def parent(state):
    with ThreadPoolExecutor(max_workers=2) as pool:
        done, _ = wait([pool.submit(int), pool.submit(int)], return_when=FIRST_COMPLETED)
        state.done = len(done)


threads = [parent]


def invariant(state):
    return state.done == 1


EXPECT = {"verdict": "violation", "kind": "invariant"}
