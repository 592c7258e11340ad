"""frontrun.sync: the standard library's own elsewhere, importable and under control in scenarios."""

import subprocess
import sys
import unittest

from command_line import ROOT, CommandLineTest

SCENARIO = """
from frontrun.sync import Condition, Event, Lock, Queue, Thread

LOCK = Lock()


class State:
    count = 0


setup = State


def add(state):
    with LOCK:
        seen = state.count
    state.count = seen + 1


threads = [add, add]


def invariant(state):
    return state.count == 2
"""

ELSEWHERE = """
import queue, threading
from frontrun import sync
for name in sync.__all__:
    home = queue if hasattr(queue, name) else threading
    assert getattr(sync, name) is getattr(home, name), name
with sync.Lock():
    pass
"""


class SyncPackage(CommandLineTest):
    def test_in_a_scenario(self):
        (self.folder / "scenario.py").write_text(SCENARIO)
        self.assertIn("invariant returned False", self.expect(1, "check", "scenario.py").stdout)

    def test_elsewhere(self):
        subprocess.run([sys.executable, "-c", ELSEWHERE], check=True, env={"PYTHONPATH": str(ROOT / "python")})

    def test_knows_every_primitive(self):
        names = {"Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier", "Thread", "Queue"}
        text = (ROOT / "python/frontrun/sync.py").read_text()
        for name in names:
            self.assertIn(f'"{name}"', text)


if __name__ == "__main__":
    unittest.main()
