"""Each thread builds strings: join, format, f-string, split, replace, encode.

Strings never change.
"""


def setup():
    return [None] * 3


def work(me):
    def run(state):
        text = "-".join(str(each) for each in range(3)) + f"{me:>3}" + "{}%".format(me)
        state[me] = text.replace("-", " ").split()[0].encode().decode() * len(text)

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == ["0" * 10] * 3


COUNTS = [{"traces": 1}]
