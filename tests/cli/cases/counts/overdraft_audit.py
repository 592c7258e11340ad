"""N deposits, a withdrawal and an audit, all under one lock; the audit's sum is wrong once it comes last.

(N + 2)! orders of the lock. After SCTBench's account_bad.
"""
import os
import threading
from types import SimpleNamespace

N = int(os.environ.get("N", "1"))


def setup():
    return SimpleNamespace(lock=threading.Lock(), cents=10, paid_in=False, paid_out=False, alarm=False)


def pay_in(s):
    with s.lock:
        s.cents += 5
        s.paid_in = True


def pay_out(s):
    with s.lock:
        s.cents -= 3
        s.paid_out = True


def audit(s):
    with s.lock:
        if s.paid_in and s.paid_out and s.cents != 2:
            s.alarm = True


threads = [pay_in for _ in range(N)] + [pay_out, audit]


def invariant(s):
    return not s.alarm


COUNTS = [
    {"N": 1, "traces": 6, "violating": 2},
    {"N": 2, "traces": 24, "violating": 10},
    {"N": 3, "traces": 120, "violating": 54},
    {"N": 4, "traces": 720, "violating": 336},
    {"N": 5, "traces": 5040, "violating": 2400},
    {"N": 6, "traces": 40320, "violating": 19440},
]
