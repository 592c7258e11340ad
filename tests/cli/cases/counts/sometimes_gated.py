"""Two locks taken in opposite order, N times, behind a gate that the first thread only uses in even rounds."""
import os
import threading

N = int(os.environ.get("N", "2"))


class Yard:
    def __init__(self):
        self.gate = threading.Lock()
        self.barn = threading.Lock()
        self.shed = threading.Lock()
        self.visits = 0


def careless(yard):
    for visit in range(N):
        even = visit % 2 == 0
        if even:
            yard.gate.acquire()
        with yard.barn, yard.shed:
            yard.visits += 1
        if even:
            yard.gate.release()


def careful(yard):
    for _ in range(N):
        with yard.gate:
            with yard.shed:
                with yard.barn:
                    yard.visits += 1


setup = Yard
threads = [careless, careful]


def invariant(yard):
    return yard.visits == 2 * N


COUNTS = [
    {"N": 1, "traces": 2},
    {"N": 2, "traces": 9, "deadlocks": 3},
    {"N": 3, "traces": 26, "deadlocks": 6},
    {"N": 4, "traces": 115, "deadlocks": 45},
    {"N": 5, "traces": 337, "deadlocks": 85},
    {"N": 6, "traces": 1533, "deadlocks": 609},
    {"N": 8, "traces": 21387, "deadlocks": 8517},
]
