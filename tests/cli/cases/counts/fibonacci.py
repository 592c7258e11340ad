"""Two threads add each other's number to their own, N times: neither gets past the (2N + 2)th Fibonacci number.

After SV-COMP's fib_bench.
"""
import os

N = int(os.environ.get("N", "2"))


class Pair:
    def __init__(self):
        self.left = self.right = 1


def grow_left(pair):
    for _ in range(N):
        pair.left = pair.left + pair.right


def grow_right(pair):
    for _ in range(N):
        pair.right = pair.right + pair.left


setup = Pair
threads = [grow_left, grow_right]


def invariant(pair):
    numbers = [1, 1]
    while len(numbers) < 2 * N + 2:
        numbers.append(numbers[-1] + numbers[-2])
    return max(pair.left, pair.right) <= numbers[-1]


COUNTS = [
    {"N": 1, "traces": 3},
    {"N": 2, "traces": 19},
    {"N": 3, "traces": 141},
    {"N": 4, "traces": 1107},
    {"N": 5, "traces": 8953},
    {"N": 6, "traces": 73789},
]
