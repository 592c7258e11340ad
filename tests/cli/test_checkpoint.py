"""--checkpoint and --resume: an exploration that is killed goes on with no trace twice and none missed; what cannot be gone on with
is refused."""

import json
import os
import random
import signal
import subprocess
import unittest
from unittest import mock

from command_line import LOST_UPDATE, CommandLineTest
from scenario_facts import BINARY

# The keys are hashed by their addresses, which are others in another process.
SCENARIO = """\
import threading


class Key:
    pass


KEYS = [Key(), Key()]


def setup():
    return {"lock": threading.Lock(), "n": 0, KEYS[0]: 0, KEYS[1]: 0}


def work(state):
    for key in KEYS:
        with state["lock"]:
            state["n"] += 1
            state[key] += 1


def look(state):
    return state[KEYS[0]], state[KEYS[1]]


threads = [work, work, work, look]
"""

POLLED = """\
import threading


class State:
    def __init__(self):
        self.ready, self.polls = threading.Event(), 0


def wait(state):
    while not state.ready.wait(1):
        state.polls += 1


def prepare(state):
    state.polls += 1
    state.ready.set()


setup = State
threads = [wait, prepare]
"""

DYING = """\
import weakref


class Node:
    n = 0


class State:
    def __init__(self):
        self.node = Node()
        self.ref = weakref.ref(self.node)


def drop(state):
    del state.node


def look(state):
    state.found = state.ref() is not None


def use(state):
    try:
        state.node.n += 1
    except AttributeError:
        pass


setup = State
threads = [drop, look, use]
"""

COUNTED = ("verdict", "exhaustive", "executions", "traces", "repeated", "blocked", "operations", "depth")


class CheckpointTest(CommandLineTest):
    def saved(self):
        """Which checkpoint there is: each is a file of its own, put in the place of the one before."""
        try:
            status = os.stat(self.folder / "c")
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

    def begin(self, *arguments):
        return subprocess.Popen([BINARY, "check", *arguments, "--checkpoint-interval", "0", "--progress", "never", "--json",
                                 "out.json"],
                                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True)

    def end_after(self, process, saves, with_signal):
        """Sends the signal when it has saved so often, or lets it end."""
        last = self.saved()
        while process.poll() is None and saves > 0:
            now = self.saved()
            saves -= now != last
            last = now
        process.send_signal(with_signal)
        output, errors = process.communicate(timeout=600)
        return process.returncode, output, errors

    def result(self):
        result = json.loads((self.folder / "out.json").read_text())
        return {name: result[name] for name in COUNTED}


class Resumed(CheckpointTest):
    def setUp(self):
        super().setUp()
        self.file("scenario.py", SCENARIO)
        whole = self.json("scenario.py", status=0)[0]
        self.whole = {name: whole[name] for name in COUNTED}
        self.assertTrue(whole["exhaustive"])
        self.assertGreater(whole["traces"], 300)

    def test_killed_at_random(self):
        rolls = random.Random(1)
        arguments = ["scenario.py", "--checkpoint", "c"]
        kills = 0
        for _ in range(8):  # a busy machine may show fewer saves than there are, and a process end by itself
            saves = rolls.randrange(1, self.whole["executions"] // 40)
            status, _, errors = self.end_after(self.begin(*arguments), saves, signal.SIGKILL)
            self.assertIn((status, errors), ((-signal.SIGKILL, ""), (0, "")))
            kills += status != 0
            arguments = ["--resume", "c"]
        self.assertGreater(kills, 0)
        self.expect(0, "check", "--resume", "c", "--json", "out.json")
        self.assertEqual(self.result(), self.whole)

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            status, output, errors = self.end_after(self.begin("scenario.py", "--checkpoint", "c"), 20, number)
            self.assertEqual((status, errors), (130, ""))
            self.assertIn("INCONCLUSIVE", output)
            self.expect(0, "check", "--resume", "c", "--json", "out.json")
            self.assertEqual(self.result(), self.whole)

    def test_limits_count_from_there(self):
        run = self.expect(0, "check", "scenario.py", "--checkpoint", "c", "--max-executions", 100)
        self.assertIn("100 executions", run.stdout)
        run = self.expect(3, "check", "--resume", "c", "--max-executions", 100, "--require-exhaustive", "--checkpoint", "d")
        self.assertIn("200 executions", run.stdout)
        for checkpoint in ("c", "d"):
            self.expect(0, "check", "--resume", checkpoint, "--json", "out.json")
            self.assertEqual(self.result(), self.whole)

    def test_what_is_done_is_done(self):
        self.expect(0, "check", "scenario.py", "--checkpoint", "c")
        self.expect(0, "check", "--resume", "c", "--json", "out.json")
        self.assertEqual(self.result(), self.whole)


class Learned(CheckpointTest):
    def test_where_objects_die(self):
        self.file("scenario.py", DYING)
        whole = self.json("scenario.py", status=0)[0]
        for executions in range(1, whole["executions"]):
            self.expect(0, "check", "scenario.py", "--checkpoint", "c", "--max-executions", executions)
            self.expect(0, "check", "--resume", "c", "--json", "out.json")
            self.assertEqual(self.result(), {name: whole[name] for name in COUNTED})


class Bounds(CheckpointTest):
    def test_what_was_left_out_before_is_left_out(self):
        self.file("scenario.py", POLLED)
        whole = self.json("scenario.py", "--timeouts=explore", status=0)[0]
        self.assertEqual((whole["verdict"], whole["limits_hit"]), ("holds-within-bounds", ["early-timeouts"]))
        for executions in range(1, whole["executions"], 4):
            self.expect(0, "check", "scenario.py", "--timeouts=explore", "--checkpoint", "c", "--max-executions", executions)
            result = json.loads(self.expect(0, "check", "--resume", "c", "--json", "-").stdout)
            self.assertEqual({name: result[name] for name in (*COUNTED, "limits_hit")},
                             {name: whole[name] for name in (*COUNTED, "limits_hit")})

    def test_only_traces_under_the_gil(self):
        self.file("scenario.py", SCENARIO)
        whole = self.json("scenario.py", "--switch-points=gil", status=0)[0]
        self.expect(0, "check", "scenario.py", "--switch-points=gil", "--checkpoint", "c", "--max-executions", 200)
        result = json.loads(self.expect(0, "check", "--resume", "c", "--json", "-").stdout)
        self.assertEqual(result["switch_points"], "gil")
        self.assertEqual(result["traces_under_gil"], whole["traces_under_gil"])


class Failures(CheckpointTest):
    def test_what_was_found_is_reported_again(self):
        self.file("scenario.py", LOST_UPDATE)
        first = self.expect(1, "check", "scenario.py", "--checkpoint", "c")
        (self.folder / "scenario.cex.json").unlink()
        again = self.expect(1, "check", "--resume", "c")
        self.assertEqual(again.stdout, first.stdout)
        self.expect(1, "replay", "scenario.cex.json")
        self.assertIn("in 2 of 4 traces", self.expect(1, "check", "--resume", "c", "--keep-going").stdout)


class Refused(CheckpointTest):
    def setUp(self):
        super().setUp()
        self.file("scenario.py", SCENARIO)
        self.expect(0, "check", "scenario.py", "--checkpoint", "c", "--max-executions", 5)

    def test_another_scenario(self):
        self.file("scenario.py", SCENARIO + "\n")
        self.expect_error(2, "cannot resume c: scenario.py has changed", "check", "--resume", "c")
        (self.folder / "scenario.py").unlink()
        self.expect_error(2, "its scenario is gone: scenario.py", "check", "--resume", "c")

    def test_another_module(self):
        self.file("helper.py", "def change(state):\n    state[0] += 1\n")
        self.file("scenario.py", "import helper\ndef setup(): return [0]\nthreads = [helper.change, helper.change]\n")
        self.expect(0, "check", "scenario.py", "--checkpoint", "c", "--max-executions", 2)
        self.file("helper.py", "# one more line\ndef change(state):\n    state[0] += 1\n")
        self.expect_error(2, "cannot resume c: helper.py has changed", "check", "--resume", "c")

    def test_another_environment(self):
        """What nobody has written into a file that is imported, the last execution shows: where it goes, and what it touches."""
        self.file("scenario.py", "import os\n"
                  "def setup(): return {'a': 0, 'b': 0}\n"
                  "def change(state):\n"
                  "    state[os.environ.get('KEY', 'a')] += 1\n"
                  "    if 'MORE' in os.environ:\n"
                  "        state['b'] += 1\n"
                  "threads = [change, change]\n")
        self.expect(0, "check", "scenario.py", "--checkpoint", "c", "--max-executions", 2)
        for name, value, now in (("KEY", "b", "scenario.py:4, on other objects"), ("MORE", "", "it goes on")):
            with self.subTest(name=name), mock.patch.dict(os.environ, {name: value}):
                output = self.expect(4, "check", "--resume", "c").stdout
                self.assertIn("(when the checkpoint was written)", output)
                self.assertIn(now, output)

    def test_damaged(self):
        whole = (self.folder / "c").read_bytes()
        for text in (b"", b"x", whole[:10], whole[:50], whole[:90], whole[:len(whole) // 2], whole[:-1], whole + b"x",
                     whole[:200] + b"\0" + whole[201:], whole[:30] + b"0" + whole[31:]):
            if text == whole:
                continue
            (self.folder / "c").write_bytes(text)
            self.expect_error(2, "^frontrun: c is|^frontrun: .*c ", "check", "--resume", "c")

    def test_missing(self):
        self.expect_error(2, "cannot read checkpoint d: No such file", "check", "--resume", "d")
        self.expect_error(2, "checkpoint . is a folder", "check", "--resume", ".")

    def test_other_options(self):
        for option in (["--strategy", "pct"], ["--switch-points", "gil"], ["--max-steps", "5"], ["--exclude", "x"], ["scenario.py"]):
            self.expect_error(2, "excludes", "check", "--resume", "c", *option)

    def test_what_has_no_state(self):
        self.expect_error(2, "--checkpoint is for --strategy=dpor", "check", "scenario.py", "--checkpoint", "d", "--strategy", "pos")
        self.expect_error(2, "--checkpoint names one file", "check", "scenario.py", "scenario.py", "--checkpoint", "d")

    def test_a_place_that_cannot_be_written(self):
        self.expect_error(2, "cannot write no/c: No such file", "check", "scenario.py", "--checkpoint", "no/c")
        self.expect_error(2, "cannot write /dev/full: No space left", "check", "scenario.py", "--checkpoint", "/dev/full")

    def test_a_place_that_can_be_written_no_more(self):
        before = (self.folder / "c").read_bytes()
        self.file("scenario.py", SCENARIO.replace("def setup():", "import os\n\n\ndef setup(calls=[]):\n    calls.append(1)\n"
                                                  "    if len(calls) == 50:\n        os.rename('kept', 'gone')\n"))
        (self.folder / "kept").mkdir()
        run = self.expect(2, "check", "scenario.py", "--checkpoint", "kept/c", "--checkpoint-interval", "0", "--progress", "never", "--json", "out.json")
        self.assertRegex(run.stderr, r"^frontrun: cannot write kept/c: No such file or directory\n$")
        self.assertIn("HOLDS", run.stdout)
        self.assertTrue((self.folder / "gone" / "c").read_bytes().startswith(before[:22]))


if __name__ == "__main__":
    unittest.main()
