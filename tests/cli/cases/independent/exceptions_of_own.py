"""Each thread raises and catches exceptions: by hand, from C, in a finally, with a cause.

An exception belongs to the thread that raised it.
"""


class Refused(Exception):
    pass


def setup():
    return [None] * 3


def work(me):
    def run(state):
        try:
            try:
                {}["missing"]
            except KeyError as error:
                raise Refused(me) from error
            finally:
                state[me] = 1
        except Refused as error:
            state[me] += error.args[0] + isinstance(error.__cause__, KeyError)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [2, 3, 4]


COUNTS = [{"traces": 1}]
