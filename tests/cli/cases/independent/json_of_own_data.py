"""Each thread writes data of its own as JSON and reads it again.

The data belong to the threads; the encoder and the decoder of the module are only read.
"""
import json


def setup():
    return [None] * 3


def work(me):
    def run(state):
        text = json.dumps({"me": me, "list": [1, 2.5, None, True, "text"]})
        state[me] = json.loads(text)["me"]

    return run


threads = [work(me) for me in range(3)]


def invariant(state):
    return state == [0, 1, 2]


COUNTS = [{"traces": 1}]
