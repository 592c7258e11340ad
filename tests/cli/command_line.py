"""Runs the built binary as a user does, in a folder of the test's own. Shared by the tests of the command line."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from scenario_facts import BINARY

ROOT = pathlib.Path(__file__).parents[2]
GOLDEN = pathlib.Path(__file__).parent / "golden"

# Each thread starts another one: which one is met first is another matter in every schedule.
STARTERS = """\
import threading


def starter(name):
    def run(order):
        thread = threading.Thread(target=lambda: order.append(name))
        order.append("start " + name)
        thread.start()
        thread.join()
    return run


setup = list
threads = {"a": starter("a"), "b": starter("b")}
"""

LOST_UPDATE = """\
class Counter:
    def __init__(self):
        self.value = 0

    def increment(self):
        current = self.value
        self.value = current + 1


def setup():
    return Counter()


threads = {"one": Counter.increment, "two": Counter.increment}


def invariant(counter):
    return counter.value == 2
"""

LOCKED = """\
import threading


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def increment(self):
        with self.lock:
            self.value += 1


def setup():
    return Counter()


threads = [Counter.increment, Counter.increment]


def invariant(counter):
    return counter.value == 2
"""


class CommandLineTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        """Writes a file into the test's folder and returns its name, which is also its path for run()."""
        (self.folder / name).write_text(text)
        return name

    def run_binary(self, *arguments, **options):
        """The finished process, its output as text."""
        settings = {"cwd": self.folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                    "text": True, "timeout": 300, **options}
        return subprocess.run([BINARY, *map(str, arguments)], **settings)

    def expect(self, status, *arguments, **options):
        """Runs it; the exit status must be this one, and no signal may have ended it."""
        run = self.run_binary(*arguments, **options)
        self.assertEqual(run.returncode, status, f"{arguments}\n{run.stdout}{run.stderr}")
        return run

    def expect_error(self, status, pattern, *arguments, **options):
        """Runs it; it must end with this status and say what is wrong in one line (and perhaps a hint), without a traceback of its
        own."""
        run = self.expect(status, *arguments, **options)
        lines = run.stderr.splitlines()
        self.assertRegex(lines[0] if lines else "", f"^frontrun: .*{pattern}", run.stderr)
        self.assertLessEqual(len(lines), 2, run.stderr)
        for line in lines[1:]:
            self.assertTrue(line.startswith("  hint: "), run.stderr)
        return run

    def json(self, *arguments, status, **options):
        """The objects that `frontrun check --json -` writes."""
        run = self.expect(status, "check", "--json", "-", *arguments, **options)
        return [json.loads(line) for line in run.stdout.splitlines()]

    def golden(self, name, text):
        """Compares with tests/cli/golden/<name>; FRONTRUN_UPDATE_GOLDEN=1 writes it instead. Times are left out."""
        text = re.sub(r"\b\d+\.\d+ s\b", "<time>", text)
        path = GOLDEN / name
        if os.environ.get("FRONTRUN_UPDATE_GOLDEN"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        self.assertEqual(text, path.read_text(), f"differs from {path}; if it should, set FRONTRUN_UPDATE_GOLDEN=1")
