"""N threads wait on a condition once, M threads notify one waiter each (KIND 0), or all of them (KIND 1).

All that is done is done with the lock held, so that a trace is an order in which the threads have it: each waiter once to begin
to wait and, when it has been woken, once more; each notifier once. Who is woken, first come first served, is no choice. Who has
nobody left to wake it waits for ever. Enumerated as a walk over how many have not begun, wait, are woken, have yet to notify.
"""
import os
import threading

N = int(os.environ.get("N", "2"))
M = int(os.environ.get("M", "1"))
KIND = int(os.environ.get("KIND", "0"))


def setup():
    return threading.Condition()


def wait(condition):
    with condition:
        condition.wait()


def notify(condition):
    with condition:
        if KIND:
            condition.notify_all()
        else:
            condition.notify()


threads = [wait] * N + [notify] * M

COUNTS = [
    {"N": 1, "M": 1, "KIND": 0, "traces": 2, "deadlocks": 1},
    {"N": 1, "M": 2, "KIND": 0, "traces": 8, "deadlocks": 2},
    {"N": 1, "M": 3, "KIND": 0, "traces": 42, "deadlocks": 6},
    {"N": 2, "M": 1, "KIND": 0, "traces": 8, "deadlocks": 8},
    {"N": 2, "M": 2, "KIND": 0, "traces": 56, "deadlocks": 28},
    {"N": 2, "M": 3, "KIND": 0, "traces": 492, "deadlocks": 132},
    {"N": 3, "M": 1, "KIND": 0, "traces": 42, "deadlocks": 42},
    {"N": 3, "M": 2, "KIND": 0, "traces": 492, "deadlocks": 492},
    {"N": 3, "M": 3, "KIND": 0, "traces": 7308, "deadlocks": 3492},
    {"N": 1, "M": 1, "KIND": 1, "traces": 2, "deadlocks": 1},
    {"N": 1, "M": 2, "KIND": 1, "traces": 8, "deadlocks": 2},
    {"N": 1, "M": 3, "KIND": 1, "traces": 42, "deadlocks": 6},
    {"N": 2, "M": 1, "KIND": 1, "traces": 10, "deadlocks": 6},
    {"N": 2, "M": 2, "KIND": 1, "traces": 72, "deadlocks": 24},
    {"N": 2, "M": 3, "KIND": 1, "traces": 588, "deadlocks": 120},
    {"N": 3, "M": 1, "KIND": 1, "traces": 96, "deadlocks": 60},
    {"N": 3, "M": 2, "KIND": 1, "traces": 1176, "deadlocks": 432},
    {"N": 3, "M": 3, "KIND": 1, "traces": 13932, "deadlocks": 3276},
]
