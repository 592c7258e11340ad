"""multiprocessing.pool.ThreadPool: its workers' races are found, and where there are none, none is found.

Five threads make an execution, with hundreds of operations: they are not explored exhaustively here.
"""

import unittest

from command_line import CommandLineTest

SCENARIO = """
import threading
from multiprocessing.pool import ThreadPool


class Meter:
    def __init__(self):
        self.litres = 0
        self.lock = threading.Lock()

    def tick(self, _):
        seen = self.litres
        self.litres = seen + 1

    def tick_locked(self, _):
        with self.lock:
            self.tick(_)


setup = Meter


def parent(meter):
    with ThreadPool(2) as pool:
        pool.map(meter.TICK, range(2), chunksize=1)


threads = [parent]


def invariant(meter):
    return meter.litres == 2
"""


class ThreadPool(CommandLineTest):
    def test_race(self):
        (self.folder / "scenario.py").write_text(SCENARIO.replace("TICK", "tick"))
        run = self.expect(1, "check", "scenario.py", "--strategy", "random", "--max-executions", "5000", "--no-shrink")
        self.assertIn("invariant returned False", run.stdout)

    def test_no_race(self):
        (self.folder / "scenario.py").write_text(SCENARIO.replace("TICK", "tick_locked"))
        self.expect(0, "check", "scenario.py", "--strategy", "random", "--max-executions", "200")
        self.expect(0, "check", "scenario.py", "--max-executions", "200")


if __name__ == "__main__":
    unittest.main()
