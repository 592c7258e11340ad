"""Each thread walks one list with iterators of its own: for, zip, enumerate, reversed, map.

The list is only read; an iterator belongs to who made it.
"""


def setup():
    return {"words": ["a", "b"], "found": [None, None]}


def work(me):
    def run(state):
        words = state["words"]
        found = [each for each in words]
        for first, (index, second) in zip(reversed(words), enumerate(words)):
            found.append(first + second * index)
        found += map(str.upper, words)
        state["found"][me] = "".join(found)

    return run


threads = [work(0), work(1)]


def invariant(state):
    return state["found"] == ["abbabAB"] * 2


COUNTS = [{"traces": 1}]
