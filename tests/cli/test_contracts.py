"""CPython's contracts to the letter: what the primitives return and raise under frontrun is what they return and raise without.

The table of snippets (contracts/table.py) is run by the plain interpreter, and by frontrun in a controlled thread, in setup() and at
import.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from scenario_facts import check

FOLDER = pathlib.Path(__file__).parent / "contracts"
sys.path.insert(0, str(FOLDER))

import table  # noqa: E402

PLAIN = "import json, sys, table; print(json.dumps({s: table.outcome(s) for s in table.snippets(table.ALONE) + table.snippets(table.TOGETHER)}))"


class Contracts(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        run = subprocess.run([sys.executable, "-c", PLAIN], cwd=FOLDER, capture_output=True, text=True, timeout=120, check=True)
        cls.expected = tempfile.NamedTemporaryFile("w", suffix=".json")
        cls.addClassCleanup(cls.expected.close)
        cls.expected.write(run.stdout)
        cls.expected.flush()

    def must_hold(self, place, *options):
        result = check(FOLDER / "scenario.py", "--no-shrink", "--exclude", "stdlib:*", *options, environment={"PLACE": place, "EXPECTED": self.expected.name})
        messages = [failure["message"].replace("\\n", "\n") for failure in result["failures"]]
        self.assertEqual(messages, [])
        self.assertIsNone(result["error"])

    def test_in_a_thread(self):
        self.must_hold("thread", "--strategy", "random", "--seed", "0", "--max-executions", "5", "--max-steps", "100000")

    def test_of_a_scenario_s_own_threads(self):
        result = check(FOLDER / "own_threads.py")
        self.assertEqual([failure["message"] for failure in result["failures"]], [])
        self.assertEqual(result["warnings"], [f"{name} does nothing here: threads are traced by frontrun itself"
                                              for name in ("sys.settrace", "threading.setprofile")])

    def test_in_setup(self):
        self.must_hold("setup")

    def test_at_import(self):
        self.must_hold("import")


if __name__ == "__main__":
    unittest.main()
