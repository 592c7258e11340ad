"""N threads increment optimistically: read without the lock, then compare and store under it, K attempts."""
import os
import threading

N = int(os.environ.get("N", "2"))
K = int(os.environ.get("K", "2"))


class Version:
    def __init__(self):
        self.number = 0
        self.lock = threading.Lock()
        self.succeeded = [False] * N

    def replace(self, expected, new):
        with self.lock:
            if self.number != expected:
                return False
            self.number = new
            return True


def bump(me):
    def run(version):
        for _ in range(K):
            seen = version.number
            if version.replace(seen, seen + 1):
                version.succeeded[me] = True
                break

    return run


setup = Version
threads = [bump(i) for i in range(N)]


def invariant(version):
    return version.succeeded.count(True) == version.number


COUNTS = [
    {"N": 2, "K": 2, "traces": 4},
    {"N": 3, "K": 2, "traces": 72},
    {"N": 3, "K": 3, "traces": 72},
    {"N": 4, "K": 2, "traces": 4080},
]
