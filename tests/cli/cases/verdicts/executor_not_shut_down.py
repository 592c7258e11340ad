"""When the process ends, it tells the workers of executors to end: that they wait for work is no deadlock."""
from concurrent.futures import ThreadPoolExecutor


def setup():
    return ThreadPoolExecutor(1)


def square(pool):
    assert pool.submit(pow, 3, 2).result() == 9


threads = [square]

EXPECT = {"verdict": "holds"}
