"""--switch-points, and what reports say about the GIL."""

import json
import unittest

from command_line import LOCKED, CommandLineTest

COUNTER = """\
class Counter:
    value = 0


def increment(counter):
    {}


setup = Counter
threads = [increment, increment]


def invariant(counter):
    return counter.value == {}
"""
ATOMIC = COUNTER.format("counter.value += 1", 2)
WITH_A_CALL = COUNTER.format("counter.value = abs(counter.value) + 1", 2)
BOTH = COUNTER.format("counter.value += 1; counter.value = abs(counter.value) + 1", 4)


class SwitchPoints(CommandLineTest):
    def counterexample(self):
        return json.loads((self.folder / "scenario.cex.json").read_text())

    def test_what_only_the_language_allows(self):
        self.file("scenario.py", ATOMIC)
        self.assertIn("needs a switch that the GIL of CPython 3.11 never makes", self.expect(1, "check", "scenario.py").stdout)
        self.assertEqual(self.counterexample()["under_gil"], "no")
        self.assertEqual(self.counterexample()["exploration"]["switch_points"], "opcode")
        self.assertIn("never makes", self.expect(1, "replay", "scenario.cex.json").stdout)
        result = self.json("scenario.py", status=1)[0]
        self.assertEqual((result["failures"][0]["under_gil"], result["traces_under_gil"]), ("no", None))

        self.assertIn("HOLDS  4 traces, 2 of them possible under the GIL of CPython 3.11, in 4 executions",
                      self.expect(0, "check", "scenario.py", "--switch-points=gil").stdout)
        result = self.json("scenario.py", "--switch-points=gil", status=0)[0]
        self.assertEqual((result["verdict"], result["switch_points"], result["exhaustive"]), ("holds", "gil", True))
        self.assertEqual((result["traces"], result["traces_under_gil"]), (4, 2))

    def test_what_cpython_does(self):
        for text in (WITH_A_CALL, BOTH):
            for option in ("--switch-points=opcode", "--switch-points=gil"):
                with self.subTest(option=option, text=text):
                    self.file("scenario.py", text)
                    self.assertIn("by this very schedule", self.expect(1, "check", "scenario.py", option).stdout)
                    self.assertEqual(self.counterexample()["under_gil"], "yes")
                    self.assertEqual("--switch-points=" + self.counterexample()["exploration"]["switch_points"], option)
                    self.assertIn("by this very schedule", self.expect(1, "replay", "scenario.cex.json").stdout)

    def test_shrinking_stays_realistic(self):
        self.file("scenario.py", BOTH)
        self.expect(1, "check", "scenario.py", "--switch-points=gil", "--no-shrink", "--strategy=random", "--max-executions=100")
        self.assertIn("by this very schedule", self.expect(0, "shrink", "scenario.cex.json").stdout)
        self.assertIn("by this very schedule", self.expect(1, "replay", "scenario.cex.json").stdout)

    def test_a_walk_at_random_proves_nothing(self):
        self.file("scenario.py", ATOMIC)
        run = self.expect(1, "check", "scenario.py", "--strategy=random")
        self.assertIn("not known whether it is possible under the GIL", run.stdout)

    def test_locks(self):
        self.file("scenario.py", LOCKED)
        self.expect(0, "check", "scenario.py", "--switch-points=gil")

    def test_unknown_word(self):
        self.expect_error(2, "switch-points", "check", self.file("scenario.py", LOCKED), "--switch-points=never")


if __name__ == "__main__":
    unittest.main()
