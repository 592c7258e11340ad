"""A key for each thread: the threads have nothing to do with each other (one trace)."""


def setup():
    return {"cats": 0, "dogs": 0}


def count(animal):
    def run(zoo):
        zoo[animal] += 1

    return run


threads = [count("cats"), count("dogs")]


def invariant(zoo):
    return zoo == {"cats": 1, "dogs": 1}


EXPECT = {"verdict": "holds", "traces": 1}
