"""Code that ends its process, or does not come back, in one interleaving: a violation with a schedule that replays."""

import json
import os
import signal
import subprocess
import unittest

from command_line import LOCKED, STARTERS, CommandLineTest
from scenario_facts import BINARY

# What the reader does only if it comes between the two writes.
SCENARIO = """\
import ctypes, itertools, os, re, select


class State:
    def __init__(self):
        self.open = False


def setup():
    return State()


def writer(state):
    state.open = True
    state.open = False


def reader(state):
    if state.open:
        fail()


def fail():
    {}


threads = {{"writer": writer, "reader": reader}}
"""


class Crashes(CommandLineTest):
    def scenario(self, what):
        return self.file("scenario.py", SCENARIO.format(what))

    def crash(self, what, kind, message, *options):
        """Checks it, and replays what is found."""
        result, = self.json(self.scenario(what), *options, status=1)
        self.assertEqual(result["verdict"], "violation")
        failure, = result["failures"]
        self.assertEqual((failure["kind"], failure["message"]), (kind, message))
        self.assertEqual(failure["execution"], result["executions"])
        watchdog = options if "--watchdog" in options else ()
        replay = self.expect(1, "replay", failure["counterexample"], *watchdog)
        self.assertIn("the same failure as recorded", replay.stdout)
        self.assertIn("write State.open = True", replay.stdout)
        self.assertIn("read  State.open = True", replay.stdout)
        self.assertNotIn("first difference", replay.stdout)
        self.assertEqual(replay.stdout, self.expect(1, "replay", failure["counterexample"], *watchdog).stdout)
        return replay.stdout

    def test_null_dereference(self):
        text = self.crash("ctypes.string_at(0)", "crash",
                          "reader ended the process by signal 11 (Segmentation fault) at scenario.py:24")
        self.assertRegex(text, r"  reader runs at ctypes/__init__.py:\d+ in string_at\n"
                               r"              at scenario.py:24 in fail\n"
                               r"              at scenario.py:20 in reader\n")
        self.assertIn("writer is at scenario.py:15 in writer", text)

    def test_abort(self):
        self.crash("os.abort()", "crash", "reader ended the process by signal 6 (Aborted) at scenario.py:24")

    def test_exit(self):
        for status in (0, 1, 2, 130):  # each means something as the exit code of a check
            self.crash(f"os._exit({status})", "crash", f"reader ended the process with status {status}")

    def test_kill(self):
        self.crash("os.kill(os.getpid(), 9)", "crash", "reader ended the process by signal 9 (Killed)")

    def test_in_a_callback(self):
        self.crash("re.sub('x', lambda m: ctypes.memset(1, 0, 8), 'x')", "crash",
                   "reader ended the process by signal 11 (Segmentation fault) at scenario.py:24")

    def test_endless_c_loop(self):
        text = self.crash("sum(itertools.repeat(0))", "hang", "reader does not come back from scenario.py:24", "--watchdog", "1")
        self.assertIn("reader runs at scenario.py:24 in fail", text)

    def test_catastrophic_regular_expression(self):
        self.crash("re.match('(a*)*b', 'a' * 60)", "hang", "reader does not come back from scenario.py:24", "--watchdog", "1")

    def test_a_call_that_sleeps_for_ever(self):
        self.crash("select.select([], [], [])", "hang", "reader does not come back from scenario.py:24", "--watchdog", "1")

    def test_invariant(self):
        self.file("scenario.py", SCENARIO.format("state.seen = 1").replace("fail()\n", "state.seen = True\n", 1) +
                  "def invariant(state):\n    while hasattr(state, 'seen'): pass\n")
        result, = self.json("scenario.py", "--watchdog", "1", status=1)
        self.assertEqual(result["failures"][0]["kind"], "hang")
        self.assertRegex(result["failures"][0]["message"], r"^invariant does not come back from scenario.py:\d+$")
        self.assertIn("the same failure", self.expect(1, "replay", "scenario.cex.json", "--watchdog", "1").stdout)

    def test_every_strategy_and_keep_going(self):
        self.scenario("os.abort()")
        for strategy in ("random", "portfolio"):
            run = self.expect(1, "check", "scenario.py", "--strategy", strategy, "--max-executions", "1000")
            self.assertRegex(run.stdout, f"found in execution [0-9]+ by .*{strategy}")
        self.assertIn("warning: the exploration has ended here", self.expect(1, "check", "scenario.py", "--keep-going").stdout)

    def test_a_counterexample_of_a_crash_is_not_shrunk(self):
        self.expect(1, "check", self.scenario("os.abort()"))
        before = (self.folder / "scenario.cex.json").read_text()
        self.expect_error(2, "cannot be made smaller", "shrink", "scenario.cex.json")
        self.assertEqual(before, (self.folder / "scenario.cex.json").read_text())

    def test_mended(self):
        self.expect(1, "check", self.scenario("os.abort()"))
        self.scenario("pass")
        self.assertIn("NOT REPRODUCED", self.expect(0, "replay", "scenario.cex.json").stdout)

    def test_the_next_scenario_is_checked(self):
        self.scenario("os.abort()")
        self.file("good.py", LOCKED)
        self.assertEqual([result["verdict"] for result in self.json("scenario.py", "good.py", status=1)], ["violation", "holds"])


class NoViolation(CommandLineTest):
    def test_import(self):
        self.expect_error(2, "importing it ended the process by signal 6", "check", self.file("s.py", "import os\nos.abort()\n"))

    def test_setup(self):
        threads = "threads = [print]\n"
        self.expect_error(2, r"setup\(\) ended the process with status 0", "check",
                          self.file("s.py", "import os\ndef setup(): os._exit(0)\n" + threads))
        self.expect_error(2, r"setup\(\) does not come back", "check",
                          self.file("s.py", "def setup():\n while True: pass\n" + threads), "--watchdog", "1")

    def test_in_threads_that_were_met_in_another_order(self):
        crash = "        if order[:2] == ['start b', 'b'] and name == 'a': ctypes.string_at(0)\n"
        self.file("scenario.py", "import ctypes\n" + STARTERS.replace("    return run\n", crash + "    return run\n"))
        self.assertIn("by signal 11", self.expect(1, "check", "scenario.py").stdout)
        self.assertIn("the same failure as recorded", self.expect(1, "replay", "scenario.cex.json").stdout)

    def test_it_does_not_happen_again(self):
        self.file("s.py", "import os\ndef once(*_):\n if not os.path.exists('done'):\n  os.mkdir('done')\n  os.abort()\n"
                          "threads = [once, once]\n")
        run = self.expect(4, "check", "s.py", "--json", "result.json")
        self.assertIn("not when the schedule was run once more", run.stderr)
        result = json.loads((self.folder / "result.json").read_text())
        self.assertEqual(result["verdict"], "error")
        self.assertEqual(result["failures"][0]["kind"], "crash")
        self.expect(0, "replay", "s.cex.json")

    def test_an_import_may_take_its_time(self):
        self.file("s.py", "import os, signal, sys\nn = 0\nwhile sum(os.times()[:2]) < 2: n += 1\n" + LOCKED)
        self.expect(0, "check", "s.py", "--watchdog", "0.5")

    def test_no_process_is_left(self):
        os.mkfifo(self.folder / "alive")
        self.file("s.py", "import itertools, os\nkept = os.open('alive', os.O_WRONLY)\n"
                          "threads = [lambda: sum(itertools.repeat(0))]\n")
        process = subprocess.Popen([BINARY, "check", "s.py"], cwd=self.folder)
        with open(self.folder / "alive") as alive:  # until the scenario opens its end
            process.kill()
            self.assertEqual(process.wait(timeout=60), -signal.SIGKILL)
            self.assertEqual(alive.read(), "")  # until nobody holds it


if __name__ == "__main__":
    unittest.main()
