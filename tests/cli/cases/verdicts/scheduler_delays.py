"""sched runs what is due in the order of virtual time, however the thread that cancels is scheduled: at most one is cancelled."""
import sched


class State:
    def __init__(self):
        self.scheduler = sched.scheduler()
        self.ran = []


def setup():
    state = State()
    for delay in (2, 1):
        state.event = state.scheduler.enter(delay, 0, state.ran.append, (delay,))
    return state


def run(state):
    state.scheduler.run()


def cancel(state):
    try:
        state.scheduler.cancel(state.event)  # the one with delay 1
    except ValueError:
        pass


threads = [run, cancel]


def invariant(state):
    return state.ran in ([1, 2], [2])


EXPECT = {"verdict": "holds"}
