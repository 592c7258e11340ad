"""Both threads log below the level of the logger.

The level is read, nothing is written.
"""
import logging

LOG = logging.getLogger("independent")
LOG.setLevel(logging.ERROR)
LOG.isEnabledFor(logging.DEBUG)  # the logger remembers the answer


def setup():
    return [0, 0]


def work(me):
    def run(state):
        LOG.debug("thread %d", me)
        state[me] = 1

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state == [1, 1]


COUNTS = [{"traces": 1}]
