"""Each thread writes to an io.StringIO of its own and reads it again.

The file belongs to who made it.
"""
import io


def setup():
    return [None] * 3


def work(me):
    def run(state):
        file = io.StringIO()
        file.write("line\n" * me)
        print("end", file=file)
        file.seek(0)
        state[me] = len(file.readlines()) + file.getvalue().count("line")

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [1, 3, 5]


COUNTS = [{"traces": 1}]
