"""as_completed() hands out futures in sets, and takes the locks of all of them in an order: the same in every execution."""
from concurrent.futures import ThreadPoolExecutor, as_completed


def setup():
    return []


def parent(results):
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [pool.submit(int, i) for i in range(2)]
        for future in as_completed(futures):
            results.append(future.result())


threads = [parent]


def invariant(results):
    return sorted(results) == [0, 1]


EXPECT = {"verdict": "holds"}
