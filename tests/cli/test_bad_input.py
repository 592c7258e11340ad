"""Wrong use and broken scenarios: each gets one clear line and its exit code, and the process never crashes."""

import json
import os
import subprocess
import unittest

from command_line import LOCKED, LOST_UPDATE, CommandLineTest
from scenario_facts import BINARY


class BrokenScenarios(CommandLineTest):
    def check(self, text, pattern, status=2):
        self.expect_error(status, pattern, "check", self.file("scenario.py", text))

    def test_missing_file(self):
        self.expect_error(2, "nowhere.py: No such file", "check", "nowhere.py")

    def test_folder(self):
        self.expect_error(2, "is a folder", "check", ".")

    def test_syntax_error(self):
        self.check("threads = [\n", r"scenario\.py.*(SyntaxError|never closed)")

    def test_null_byte(self):
        self.check("threads = [0]\0", "scenario.py")

    def test_not_utf8(self):
        (self.folder / "scenario.py").write_bytes(b"x = '\xff'\n")
        self.expect_error(2, "scenario.py", "check", "scenario.py")

    def test_import_error(self):
        self.check("import no_such_module\nthreads = [print]\n", "no_such_module")

    def test_exception_at_import(self):
        self.check("1 / 0\n", "division by zero")

    def test_no_threads(self):
        self.check("def setup(): pass\n", "`?threads`?")

    def test_empty_threads(self):
        self.check("threads = []\n", "`?threads`?.*empty")
        self.check("threads = {}\n", "`?threads`?.*empty")

    def test_threads_of_another_type(self):
        self.check("threads = 5\n", "`?threads`?")

    def test_thread_that_is_not_callable(self):
        self.check("threads = [print, 5]\n", "callable")

    def test_setup_that_is_not_callable(self):
        self.check("setup = 5\nthreads = [print]\n", "setup")

    def test_invariant_that_is_not_callable(self):
        self.check("invariant = 5\nthreads = [print]\n", "invariant")

    def test_setup_that_raises(self):
        self.check("def setup(): raise ValueError('no state')\nthreads = [lambda s: None]\n", "setup.*no state")

    def test_setup_that_raises_later(self):
        self.check(
            "calls = []\n"
            "class S: x = 0\n"
            "def setup(calls=[]):\n"
            "    calls.append(1)\n"
            "    if len(calls) == 3: raise ValueError('third time')\n"
            "    return S()\n"
            "def bump(s): s.x += 1\n"
            "threads = [bump, bump]\n",
            "setup.*third time",
        )

    def test_exit_at_import(self):
        self.check("import sys\nsys.exit(0)\n", "SystemExit|sys.exit|exit")

    def test_exit_in_setup(self):
        self.check("import sys\ndef setup(): sys.exit(0)\nthreads = [lambda s: None]\n", "SystemExit|sys.exit|exit")


class Violations(CommandLineTest):
    """What looks like an accident, and is a verdict."""

    def violation(self, text, kind, pattern):
        results = self.json(self.file("scenario.py", text), status=1)
        failures = results[0]["failures"]
        self.assertEqual([failure["kind"] for failure in failures], [kind])
        self.assertRegex(failures[0]["message"], pattern)
        self.expect(1, "replay", "scenario.cex.json")

    def test_invariant_that_raises(self):
        self.violation("threads = [lambda: None]\ndef invariant(): raise ValueError('odd')\n", "invariant", "ValueError.*odd")

    def test_exit_in_a_thread(self):
        """It ends the thread and nothing else, as CPython has it."""
        self.file("scenario.py", "import sys\nthreads = [lambda: sys.exit(3)]\n")
        self.assertIn("HOLDS", self.expect(0, "check", "scenario.py").stdout)

    def test_recursion_in_every_thread(self):
        self.violation("def f(n): return f(n + 1)\nthreads = [lambda: f(0)] * 3\n", "exception", "RecursionError")

    def test_recursion_in_the_invariant(self):
        self.violation("def f(n): return f(n + 1)\nthreads = [lambda: None]\ndef invariant(): return f(0)\n", "invariant",
                       "RecursionError")

    def test_message_that_is_no_text(self):
        self.violation("def f(): raise ValueError('\\ud800 \\n \\x1b[2J')\nthreads = [f]\n", "exception", "ValueError")

    def test_exception_whose_str_raises(self):
        self.violation(
            "class Mute(Exception):\n"
            "    def __str__(self): raise RuntimeError\n"
            "def f(): raise Mute\n"
            "threads = [f]\n",
            "exception", "Mute",
        )

    def test_waiting_for_ever_in_a_loop(self):
        text = "class S: x = n = 0\ndef spin(s):\n    while not s.x: s.n += 1\ndef stop(s): s.x = 1\nsetup = S\nthreads = [spin, stop]\n"
        self.file("scenario.py", text)
        run = self.expect(1, "check", "scenario.py", "--max-steps", "50", "--json", "result.json")
        result = json.loads((self.folder / "result.json").read_text())
        self.assertEqual(result["failures"][0]["kind"], "step-limit")
        self.assertEqual(result["limits_hit"], ["max-steps"])
        self.assertIn("while not s.x: s.n += 1", run.stdout)
        self.expect(1, "replay", "scenario.cex.json")

    def test_a_loop_without_end(self):
        self.violation("def spin():\n    while True: pass\nthreads = [spin]\n", "livelock", "spin.*scenario.py:2")
        self.violation("def count():\n    n = 0\n    while True: n += 1\nthreads = [count]\n", "step-limit",
                       "count.*scenario.py:3")


class BrokenCounterexamples(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.file("scenario.py", LOST_UPDATE)
        self.expect(1, "check", "scenario.py", "-o", "good.cex.json")
        self.good = (self.folder / "good.cex.json").read_text()

    def refused(self, text, pattern):
        self.file("bad.cex.json", text)
        for command in ("replay", "shrink"):
            self.expect_error(2, pattern, command, "bad.cex.json")
        self.assertEqual((self.folder / "bad.cex.json").read_text(), text)

    def changed(self, change):
        document = json.loads(self.good)
        change(document)
        return json.dumps(document)

    def test_missing(self):
        self.expect_error(2, "nowhere: No such file", "replay", "nowhere")

    def test_folder(self):
        self.expect_error(2, "is a folder", "replay", ".")

    def test_truncated(self):
        for part in (0, 1, len(self.good) // 2, len(self.good) - 3):
            with self.subTest(part):
                self.refused(self.good[:part], "bad.cex.json is not a counterexample")

    def test_something_else(self):
        self.refused("[]", "it is not an object")
        self.refused("\0\1\2", "no JSON")
        self.refused("[" * 100_000, "no JSON")

    def test_another_version(self):
        self.refused(self.changed(lambda d: d.update(format="frontrun-counterexample/2")), "frontrun-counterexample/2")

    def test_wrong_types(self):
        self.refused(self.changed(lambda d: d.update(schedule={})), "schedule is not an array")
        self.refused(self.changed(lambda d: d["schedule"][0].update(thread=99)), "no such thread")

    def test_scenario_that_is_gone(self):
        (self.folder / "scenario.py").unlink()
        self.refused(self.good, "scenario of bad.cex.json is gone")

    def test_scenario_that_is_broken_now(self):
        self.file("scenario.py", "threads = [")
        self.refused(self.good, "scenario.py")


class Outputs(CommandLineTest):
    def test_counterexample_that_cannot_be_written(self):
        self.file("scenario.py", LOST_UPDATE)
        for target, reason in [("no/such/folder/x.json", "No such file or directory"), (".", "Is a directory"),
                               ("/dev/full", "No space left on device"), ("/proc/x.json", "cannot write /proc/x.json")]:
            with self.subTest(target):
                run = self.expect_error(2, reason, "check", "scenario.py", "-o", target)
                self.assertIn("VIOLATION", run.stdout)
                self.assertEqual(os.listdir(self.folder), ["scenario.py"])

    def test_counterexample_that_cannot_be_written_is_in_the_json(self):
        self.file("scenario.py", LOST_UPDATE)
        run = self.expect(2, "check", "scenario.py", "-o", "/dev/full", "--json", "-")
        result = json.loads(run.stdout)
        self.assertEqual(result["verdict"], "violation")
        self.assertIsNone(result["failures"][0]["counterexample"])
        self.assertIn("/dev/full", result["error"])

    def test_json_that_cannot_be_written(self):
        self.file("scenario.py", LOCKED)
        self.expect_error(2, "No such file or directory", "check", "scenario.py", "--json", "no/such/folder")
        self.expect_error(2, "No space left on device", "check", "scenario.py", "--json", "/dev/full")

    def test_full_standard_output(self):
        self.file("scenario.py", LOST_UPDATE)
        with open("/dev/full", "w") as full:
            self.expect_error(2, "standard output: No space left", "check", "scenario.py", stdout=full)
            self.expect_error(2, "standard output: No space left", "--version", stdout=full)
            self.expect_error(2, "standard output: No space left", "replay", "scenario.cex.json", stdout=full)

    def test_closed_standard_output(self):
        run = subprocess.run(["sh", "-c", f"exec '{BINARY}' --version >&-"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stderr, "standard output: Bad file descriptor")

    def test_pipe_whose_reader_is_gone(self):
        """The verdict's exit code, and not a word."""
        self.file("bad.py", LOST_UPDATE)
        self.file("good.py", LOCKED)
        for status, arguments in [(1, ["check", "bad.py"]), (0, ["check", "good.py"]), (1, ["check", "good.py", "bad.py"]),
                                  (1, ["check", "bad.py", "--json", "-"]), (1, ["replay", "bad.cex.json"]), (0, ["--help"])]:
            with self.subTest(arguments):
                reader, writer = os.pipe()
                os.close(reader)
                with os.fdopen(writer, "w") as pipe:
                    run = self.expect(status, *arguments, stdout=pipe)
                if "--json" not in arguments:
                    self.assertEqual(run.stderr, "")


class WrongUse(CommandLineTest):
    def test_command_lines(self):
        self.file("scenario.py", LOCKED)
        for arguments in ([], ["chekc"], ["check"], ["check", "scenario.py", "--nonsense"], ["replay"], ["shrink"],
                          ["check", "scenario.py", "--strategy", "magic"], ["check", "scenario.py", "--max-steps", "0"],
                          ["check", "scenario.py", "scenario.py", "-o", "x"]):
            with self.subTest(arguments):
                run = self.expect_error(2, "", *arguments)
                self.assertEqual(run.stdout, "")


if __name__ == "__main__":
    unittest.main()
