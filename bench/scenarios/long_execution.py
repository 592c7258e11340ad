"""Two threads that share a locked counter and have one of their own each: about OPERATIONS operations in an execution.

A round is six operations: acquire, read and write the shared counter, release, read and write the own one.
"""

import os
import threading

ROUNDS = int(os.environ["OPERATIONS"]) // 12


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.shared = 0
        self.left = 0
        self.right = 0


def left(state):
    for _ in range(ROUNDS):
        with state.lock:
            state.shared += 1
        state.left += 1


def right(state):
    for _ in range(ROUNDS):
        with state.lock:
            state.shared += 1
        state.right += 1


setup = State
threads = [left, right]
