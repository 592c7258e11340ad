"""`frontrun shrink`: counterexamples get as small as they can be, and stay counterexamples."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from scenario_facts import BINARY

ROOT = pathlib.Path(__file__).parents[2]
COUNTER = ROOT / "tests/cli/cases/counts/lost_update.py"
BOX_OFFICE = ROOT / "tests/cli/cases/shrink/box_office.py"


class Shrink(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_binary(self, *arguments, exit_status):
        run = subprocess.run([BINARY, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                             text=True, timeout=600)
        self.assertEqual(run.returncode, exit_status, run.stdout + run.stderr)

    def random_counterexample(self, scenario, seed):
        """A counterexample as a random walk found it, not minimised."""
        path = self.folder / f"{seed}.cex.json"
        self.run_binary("check", scenario, "--strategy", "random", "--seed", seed, "--no-shrink", "-o", path, exit_status=1)
        return path

    def shrunk(self, path):
        """The counterexample that `frontrun shrink` makes of it, which still fails in the same way."""
        small = self.folder / "small.cex.json"
        self.run_binary("shrink", path, "-o", small, exit_status=0)
        self.run_binary("replay", small, exit_status=1)
        before, after = json.loads(path.read_text()), json.loads(small.read_text())
        self.assertEqual(after["failure"]["kind"], before["failure"]["kind"])
        self.assertEqual(after["failure"]["message"], before["failure"]["message"])
        return after

    def test_check_shrinks_the_counter_to_one_preemption(self):
        path = self.folder / "counter.cex.json"
        self.run_binary("check", COUNTER, "-o", path, exit_status=1)
        self.assertEqual(json.loads(path.read_text())["minimized"]["preemptions"], 1)

    def test_random_counterexamples_of_the_counter(self):
        for seed in range(5):
            with self.subTest(seed=seed):
                minimized = self.shrunk(self.random_counterexample(COUNTER, seed))["minimized"]
                self.assertEqual(minimized["preemptions"], 1)
                # Read, switch, the other thread to its end, switch back: with three threads, one more to start the third.
                self.assertLessEqual(minimized["switches"], 3)

    def test_a_long_random_counterexample(self):
        for seed in range(5):
            with self.subTest(seed=seed):
                path = self.random_counterexample(BOX_OFFICE, seed)
                schedule = json.loads(path.read_text())["schedule"]
                self.assertGreater(sum(segment["operations"] for segment in schedule), 200)
                self.assertGreater(len(schedule), 20)
                self.assertEqual(self.shrunk(path)["minimized"]["preemptions"], 1)

    def test_shrinking_what_is_small_changes_nothing(self):
        path = self.random_counterexample(BOX_OFFICE, 0)
        once = self.shrunk(path)
        again = self.folder / "again.cex.json"
        self.run_binary("shrink", self.folder / "small.cex.json", "-o", again, exit_status=0)
        self.assertEqual(json.loads(again.read_text())["schedule"], once["schedule"])


if __name__ == "__main__":
    unittest.main()
