"""Ctrl-C: what was found until then is printed and written, and the exit code is 130."""

import json
import os
import pty
import signal
import subprocess
import unittest

from command_line import LOST_UPDATE, CommandLineTest
from scenario_facts import BINARY

# Tells the test, through a named pipe, that the exploration is under way.
ANNOUNCE = """
def setup(told=[]):
    told.append(1)
    if len(told) == 20:
        with open("ready", "w"):
            pass
    return Counter()
"""


class Interrupt(CommandLineTest):
    def interrupt(self, *arguments, **options):
        """Starts it, sends SIGINT to that one process when the scenario says that it runs, and returns it, ended."""
        os.mkfifo(self.folder / "ready")
        process = subprocess.Popen([BINARY, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(process.kill)
        with open(self.folder / "ready") as ready:  # waits for the scenario to open its end
            ready.read()
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def test_nothing_found(self):
        self.file("scenario.py", LOST_UPDATE.replace("counter.value == 2", "True") + ANNOUNCE)
        run = self.interrupt("check", "scenario.py", "--strategy", "random", "--json", "result.json")
        self.assertEqual(run.returncode, 130, run.stderr)
        self.assertIn("INCONCLUSIVE", run.stdout)
        self.assertIn("interrupted", run.stdout)
        result = json.loads((self.folder / "result.json").read_text())
        self.assertTrue(result["interrupted"])
        self.assertEqual(result["verdict"], "inconclusive")
        self.assertGreaterEqual(result["executions"], 17)  # the first two are run twice, and one was interrupted

    def test_what_was_found_is_reported_and_written(self):
        self.file("scenario.py", LOST_UPDATE + ANNOUNCE)
        run = self.interrupt("check", "scenario.py", "--strategy", "random", "--keep-going")
        self.assertEqual(run.returncode, 130, run.stderr)
        self.assertIn("VIOLATION", run.stdout)
        self.expect(1, "replay", "scenario.cex.json")

    def test_several_scenarios_the_rest_is_not_begun(self):
        self.file("scenario.py", LOST_UPDATE.replace("counter.value == 2", "True") + ANNOUNCE)
        run = self.interrupt("check", "scenario.py", "scenario.py", "--strategy", "random", "--json", "result.json")
        self.assertEqual(run.returncode, 130, run.stderr)
        self.assertEqual(len((self.folder / "result.json").read_text().splitlines()), 1)

    def test_import(self):
        self.file("scenario.py", "with open('ready', 'w'): pass\nwhile True: pass\n")
        run = self.interrupt("check", "scenario.py")
        self.assertEqual(run.returncode, 130, run.stderr)

    def test_a_thread_that_computes_for_ever_without_a_visible_operation(self):
        self.file("scenario.py", "def count(n=0):\n    with open('ready', 'w'): pass\n    while True: n += 1\nthreads = [count]\n")
        run = self.interrupt("check", "scenario.py")
        self.assertEqual(run.returncode, 130, run.stderr)

    def test_a_parent_that_ignores_the_signal(self):
        self.file("scenario.py", "def count(n=0):\n    with open('ready', 'w'): pass\n    while True: n += 1\nthreads = [count]\n")
        run = self.interrupt("check", "scenario.py", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        self.assertEqual(run.returncode, 130, run.stderr)


class Terminal(CommandLineTest):
    def on_a_terminal(self, *arguments):
        """What it shows before the verdict, and the verdict. Exits with 0."""
        try:
            terminal, end = pty.openpty()
        except OSError:
            self.skipTest("there are no terminals here (/dev/pts is not mounted)")
        process = subprocess.Popen([BINARY, *arguments], cwd=self.folder,
                                   stdin=end, stdout=end, stderr=end, env={**os.environ, "TERM": "xterm", "NO_COLOR": ""})
        os.close(end)
        shown = b""
        try:
            while data := os.read(terminal, 4096):
                shown += data
        except OSError:  # Linux's way of saying that the other end is closed
            pass
        os.close(terminal)
        self.assertEqual(process.wait(timeout=60), 0)
        progress, _, verdict = shown.decode().rpartition("\r\x1b[K")
        return progress, verdict

    def test_estimate_of_what_never_ends(self):
        self.file("scenario.py", "def work(state):\n    for _ in range(6): state[0] += 1\n"
                  "def setup(): return [0]\nthreads = [work] * 4\n")
        progress, _ = self.on_a_terminal("check", "scenario.py", "--time-limit", "2.5")
        self.assertRegex(progress, r"executions of about \d\.\de\+2\d")
        self.assertIn(", ages left, ", progress)

    def test_progress_and_colour_on_a_terminal(self):
        self.file("scenario.py", LOST_UPDATE.replace("counter.value == 2", "True"))
        progress, verdict = self.on_a_terminal("check", "scenario.py", "--strategy", "random", "--time-limit", "0.5")
        self.assertRegex(progress, r"\r\x1b\[K\d[\d ]* executions, [\d ]+/s, ")
        self.assertRegex(verdict, "^\x1b\\[1;33mINCONCLUSIVE\x1b\\[0m  no violation")


if __name__ == "__main__":
    unittest.main()
