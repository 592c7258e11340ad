"""Each thread reads clocks and computes with dates.

Reading a clock changes nothing.
"""
import datetime
import time


def setup():
    return [None] * 3


def work(me):
    def run(state):
        start = time.monotonic()
        today = datetime.datetime(2024, 1, 31) + datetime.timedelta(days=1 + me)
        state[me] = today.isoformat()[:7] + str(time.time() > 0 <= time.monotonic() - start)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == ["2024-02True"] * 3


COUNTS = [{"traces": 1}]
