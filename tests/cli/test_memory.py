"""A long exploration needs no more memory than a short one: nothing is kept of an execution that is over."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from scenario_facts import BINARY

SCENARIOS = {
    "a violation in most executions": Path(__file__).parent / "cases/counts/lost_update.py",
    "locks": Path(__file__).parent / "cases/counts/locked_increments.py",
    "deadlocks, torn down": Path(__file__).parent / "cases/counts/philosophers.py",
}
CHILDREN = Path(__file__).parent / "memory/deadlocked_children.py"  # fails if there comes to be more of anything


def peak_memory(scenario, executions):
    """The largest resident memory, in KiB, of a random walk of so many executions."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [BINARY, "check", str(scenario), "--strategy", "random", "--keep-going", "--no-shrink",
             "--max-executions", str(executions)],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise AssertionError(f"exit status {process.returncode}")
        return usage.ru_maxrss


class Memory(unittest.TestCase):
    def test_the_counter_a_million_times(self):
        scenario = SCENARIOS["a violation in most executions"]
        self.assertLessEqual(peak_memory(scenario, 1_000_000), 1.1 * peak_memory(scenario, 10_000))

    def test_other_endings(self):
        for name, scenario in SCENARIOS.items():
            with self.subTest(name):
                self.assertLessEqual(peak_memory(scenario, 100_000), 1.1 * peak_memory(scenario, 10_000))

    def test_threads_that_are_started_and_torn_down(self):
        self.assertLessEqual(peak_memory(CHILDREN, 100_000), 1.1 * peak_memory(CHILDREN, 2_600))


if __name__ == "__main__":
    unittest.main()
