"""--timeouts, and what reports say about timeouts."""

import json
import unittest

from command_line import CommandLineTest

UNCHECKED = """\
import threading


class State:
    value = 0


def setup():
    state = State()
    state.ready = threading.Event()
    return state


def produce(state):
    state.value = 1
    state.ready.set()


def consume(state):
    state.ready.wait(3600)
    state.seen = state.value


threads = [produce, consume]


def invariant(state):
    return state.seen == 1
"""
NEVER_SET = """\
import threading

setup = threading.Event


def wait(event):
    assert event.wait(3600), "late"


threads = [wait]
"""
POLLED = """\
import queue
import threading


class State:
    def __init__(self):
        self.queue = queue.Queue()
        self.stop = threading.Event()


setup = State


def consume(state):
    rounds = 0
    while not state.stop.is_set():
        try:
            state.queue.get(timeout=0.1)
        except queue.Empty:
            rounds += 1


def produce(state):
    state.queue.put(1)
    state.stop.set()


threads = [consume, produce]
"""
LAZILY = "timeouts expire only when nothing else can run; --timeouts=explore explores them"


class Timeouts(CommandLineTest):
    def counterexample(self):
        return json.loads((self.folder / "scenario.cex.json").read_text())

    def test_lazy_ones_wait_for_the_others(self):
        self.file("scenario.py", UNCHECKED)
        run = self.expect(0, "check", "scenario.py")
        self.assertIn("HOLDS", run.stdout)
        self.assertIn(LAZILY, run.stdout)
        result = self.json("scenario.py", status=0)[0]
        self.assertEqual((result["timeouts"], result["warnings"]), ("lazy", [LAZILY]))

    def test_early_ones_are_found_recorded_and_replayed(self):
        self.file("scenario.py", UNCHECKED)
        run = self.expect(1, "check", "scenario.py", "--timeouts=explore")
        self.assertIn("timeout of wait State.ready", run.stdout)
        self.assertNotIn(LAZILY, run.stdout)
        self.assertEqual(self.counterexample()["scenario"]["timeouts"], "explore")
        self.assertIn("timeout of wait", [step["operation"] for step in self.counterexample()["trace"]])
        self.assertIn("the same failure as recorded", self.expect(1, "replay", "scenario.cex.json").stdout)
        self.expect(0, "shrink", "scenario.cex.json")
        self.assertEqual(self.counterexample()["scenario"]["timeouts"], "explore")
        result = self.json("scenario.py", "--timeouts=explore", status=1)[0]
        self.assertEqual((result["timeouts"], result["warnings"]), ("explore", []))

    def test_a_late_one_is_called_a_timeout_too(self):
        self.file("scenario.py", NEVER_SET)
        self.assertIn("timeout of wait", self.expect(1, "check", "scenario.py").stdout)
        self.assertEqual(self.counterexample()["scenario"]["timeouts"], "lazy")
        self.assertIn("the same failure as recorded", self.expect(1, "replay", "scenario.cex.json").stdout)

    def test_a_bound_on_early_ones_is_part_of_the_verdict(self):
        self.file("scenario.py", POLLED)
        run = self.expect(0, "check", "scenario.py", "--timeouts=explore")
        self.golden("bounded_timeouts.txt", run.stdout)
        self.assertRegex(run.stdout, "^HOLDS with at most 3 early timeouts in a row  ")
        result = self.json("scenario.py", "--timeouts=explore", "--require-exhaustive", status=3)[0]
        self.assertEqual((result["verdict"], result["exhaustive"], result["limits_hit"]),
                         ("holds-within-bounds", False, ["early-timeouts"]))
        both = self.expect(0, "check", "scenario.py", "--timeouts=explore", "--preemption-bound=1")
        self.assertRegex(both.stdout, "^HOLDS with at most 3 early timeouts in a row and at most 1 preemption  ")
        limited = self.expect(0, "check", "scenario.py", "--timeouts=explore", "--strategy=random", "--max-executions=100")
        self.assertIn("(at most 3 early timeouts in a row, --max-executions)", limited.stdout)

    def test_a_counterexample_says_which(self):
        self.file("scenario.py", UNCHECKED)
        self.expect(1, "check", "scenario.py", "--timeouts=explore")
        document = self.counterexample()
        document["scenario"]["timeouts"] = "never"
        self.file("scenario.cex.json", json.dumps(document))
        self.assertIn("scenario.timeouts is not lazy or explore", self.expect(2, "replay", "scenario.cex.json").stderr)


if __name__ == "__main__":
    unittest.main()
