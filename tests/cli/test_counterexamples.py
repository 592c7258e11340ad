"""Counterexamples: what is written fits the schema, is found again by replay, and replay says so when it is not."""

import json
import re
import subprocess
import unittest

import jsonschema

from command_line import LOCKED, LOST_UPDATE, ROOT, STARTERS, CommandLineTest

SCHEMA = json.loads((ROOT / "docs/counterexample.schema.json").read_text())

DEADLOCK = """\
import threading


class Locks:
    def __init__(self):
        self.a = threading.Lock()
        self.b = threading.Lock()


setup = Locks


def forwards(locks):
    with locks.a:
        with locks.b:
            pass


def backwards(locks):
    with locks.b:
        with locks.a:
            pass


threads = {"forwards": forwards, "backwards": backwards}
"""

EXCEPTION = """\
def setup():
    return {"seat": 1}


def take(seats):
    if "seat" in seats:
        del seats["seat"]


threads = [take, take]
"""

LIVELOCK = "class S: x = 0\ndef spin(s):\n    while not s.x: pass\nsetup = S\nthreads = [spin]\n"
ENDLESS = "class S: x = 0\ndef count(s):\n    while True: s.x += 1\nsetup = S\nthreads = [count]\n"


class Schema(CommandLineTest):
    def test_every_kind_of_failure(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        kinds = []
        for text in (LOST_UPDATE, DEADLOCK, EXCEPTION, LIVELOCK, ENDLESS):
            for options in ([], ["--no-shrink"], ["--strategy", "random", "--seed", "3"]):
                self.file("scenario.py", text)
                self.expect(1, "check", "scenario.py", "--max-steps", "100", *options)
                document = json.loads((self.folder / "scenario.cex.json").read_text())
                jsonschema.validate(document, SCHEMA)
                self.assertEqual(document["minimized"] is None, "--no-shrink" in options)
            kinds.append(document["failure"]["kind"])
        self.assertEqual(kinds, ["invariant", "deadlock", "exception", "livelock", "step-limit"])

    def test_the_schema_refuses_what_is_wrong(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        document = json.loads((self.folder / "scenario.cex.json").read_text())
        for field in document:
            with self.subTest(field), self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate({key: value for key, value in document.items() if key != field}, SCHEMA)

    def test_what_it_says(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE), "--exclude", "*/nothing/*")
        document = json.loads((self.folder / "scenario.cex.json").read_text())
        self.assertEqual(document["scenario"]["path"], "scenario.py")
        self.assertEqual(document["scenario"]["exclude"], ["*/nothing/*"])
        digest = subprocess.run(["sha256sum", self.folder / "scenario.py"], capture_output=True, text=True).stdout.split()[0]
        self.assertEqual(document["scenario"]["sha256"], digest)
        self.assertEqual([thread["name"] for thread in document["threads"]], ["one", "two"])
        self.assertEqual(document["failure"]["kind"], "invariant")
        self.assertEqual([(step["operation"], step["location"]) for step in document["trace"] if step["operation"] == "write"],
                         [("write", "Counter.value")] * 2)
        self.assertEqual(document["trace"][0]["file"], "scenario.py")
        self.assertEqual(sum(segment["operations"] for segment in document["schedule"]), len(document["trace"]))
        minimized = document["minimized"]
        self.assertEqual((minimized["preemptions"], minimized["switches"], minimized["threads"], minimized["operations"]), (1, 2, 2, 4))
        self.assertEqual((minimized["fewest_preemptions"], minimized["inevitable_after"]), (True, 2))
        self.assertNotIn(str(self.folder), json.dumps(document["trace"]))


class Replay(CommandLineTest):
    def replay_after(self, status, changed):
        """Finds the lost update, changes the scenario, replays; returns what replay printed."""
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        self.file("scenario.py", changed)
        return self.expect(status, "replay", "scenario.cex.json").stdout

    def test_every_kind_of_failure_is_found_again(self):
        for text in (LOST_UPDATE, DEADLOCK, EXCEPTION, LIVELOCK, ENDLESS):
            self.file("scenario.py", text)
            for options in ([], ["--no-shrink"]):
                self.expect(1, "check", "scenario.py", "--max-steps", "100", *options)
                for _ in range(2):
                    run = self.expect(1, "replay", "scenario.cex.json")
                    self.assertIn("the same failure as recorded", run.stdout)
                    self.assertNotIn("difference", run.stdout)
                    self.assertNotIn("warning", run.stdout)

    def test_threads_that_are_started_in_another_order_than_when_they_were_first_met(self):
        self.file("scenario.py", STARTERS + "def invariant(order): return order.index('b') > order.index('start a')\n")
        self.expect(1, "check", "scenario.py", "--no-shrink")
        self.assertIn("the same failure", self.expect(1, "replay", "scenario.cex.json").stdout)

    def test_from_another_folder(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        self.expect(1, "replay", self.folder / "scenario.cex.json", cwd="/")

    def test_a_harmless_change(self):
        text = self.replay_after(1, LOST_UPDATE + "\n# the end\n")
        self.assertIn("the same failure as recorded", text)
        self.assertIn("warning: scenario.py has changed", text)

    def test_lines_that_have_moved(self):
        text = self.replay_after(1, "# one\n# two\n\n" + LOST_UPDATE)
        self.assertIn("the same failure as recorded", text)
        self.assertIn("  moved: scenario.py:6 is line 9 now, scenario.py:7 is line 10 now\n", text)
        self.assertNotIn("first difference", text)

    def test_a_failure_whose_message_names_a_line_that_has_moved(self):
        self.expect(1, "check", self.file("scenario.py", EXCEPTION))
        self.file("scenario.py", "\n\n" + EXCEPTION)
        self.assertIn("the same failure as recorded", self.expect(1, "replay", "scenario.cex.json").stdout)

    EDITED = LOST_UPDATE.replace("        current = self.value\n", "        self.a = 1\n        self.b = 1\n        current = self.value\n")

    def test_new_operations(self):
        # As counted, the schedule would not fail any more.
        text = self.replay_after(1, self.EDITED)
        self.assertIn("the same failure as recorded", text)
        self.assertRegex(text, r"  edited: one's `write Counter.a` at scenario.py:6 is new\n")
        self.assertRegex(text, r"  edited: two's `write Counter.b` at scenario.py:7 is new\n")

    def test_operations_that_are_gone(self):
        self.expect(1, "check", self.file("scenario.py", self.EDITED))
        self.file("scenario.py", LOST_UPDATE)
        self.assertIn("the same failure as recorded", self.expect(1, "replay", "scenario.cex.json").stdout)

    def test_a_line_that_was_rewritten(self):
        text = self.replay_after(1, self.EDITED.replace("current + 1", "1 + current"))
        self.assertIn("the same failure as recorded", text)

    def test_times(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        self.assertIn("  replayed 20 times: alike in 20\n", self.expect(1, "replay", "scenario.cex.json", "--times", "20").stdout)
        self.expect_error(2, "--times", "replay", "scenario.cex.json", "--times", "0")
        self.expect_error(2, "--step", "replay", "scenario.cex.json", "--times", "2", "--step")

    def stepped(self, status, answers):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        (self.folder / "answers").write_text(answers)
        with open(self.folder / "answers") as stdin:
            return self.expect(status, "replay", "scenario.cex.json", "--step", stdin=stdin).stdout

    def test_step_by_step(self):
        text = self.stepped(1, "\n" * 4)
        self.assertEqual([line.split(":")[0] for line in text.splitlines() if line.startswith("step ")],
                         ["step 1", "step 2", "step 3", "step 4"])
        self.assertRegex(text, r" > (one|two)  read Counter.value = 0   scenario.py:6  current = self.value\n")
        self.assertIn("self = <Counter>, current = 0", text)
        self.assertIn("the same failure as recorded", text)
        self.assertEqual(self.stepped(1, "c\n").count("Enter: "), 1)
        self.assertEqual(self.stepped(1, "\n").count("Enter: "), 2)

    def test_step_by_step_to_the_point_and_no_further(self):
        self.assertNotIn("the same failure", self.stepped(130, "\nq\n"))

    def debugged(self, status, step, commands, scenario=LOST_UPDATE):
        self.expect(1, "check", self.file("scenario.py", scenario))
        return self.expect(status, "replay", "scenario.cex.json", "--pdb", step, stdin=None, input=commands).stdout

    def test_debugger(self):
        text = self.debugged(1, 3, "p 'current', current, self.value\nup\nc\n")
        self.assertRegex(text, r"> .*/scenario.py\(7\)increment\(\)\n-> self.value = current \+ 1\n\(Pdb\) \('current', 0, 0\)\n")
        self.assertIn("Oldest frame", text)
        self.assertIn("the same failure as recorded", text)

    def test_debugger_again_before_the_threads_next_step(self):
        text = self.debugged(1, 1, "n\nn\n")
        self.assertEqual(re.findall(r"> .*scenario.py\((\d+)\)", text), ["6", "7"])
        self.assertIn("the same failure as recorded", text)

    def test_debugger_code_of_the_users(self):
        # What is evaluated is not under control, and its output is seen.
        text = self.debugged(1, 3, "p self.increment()\np 'now', self.value\nprint('printed')\nimport threading\n"
                             "p threading.Lock().acquire()\nn\np 'kept', self.value\nc\n")
        self.assertIn("('now', 1)", text)
        self.assertIn("printed\n", text)
        self.assertIn("(Pdb) True", text)

    def test_debugger_a_lock_that_another_thread_holds(self):
        philosophers = (ROOT / "scenarios/dining_philosophers.py").read_text()
        text = self.debugged(1, 4, "p [fork.locked() for fork in table.forks]\ntable.forks[1].acquire()\nc\n", philosophers)
        self.assertIn("(Pdb) [False, True, False]\n", text)
        self.assertIn("(Pdb) *** RuntimeError: frontrun: this would wait for ever", text)
        self.assertIn("the same failure as recorded", text)

    def test_debugger_left(self):
        for commands in ("q\n", ""):
            text = self.debugged(130, 2, commands)
            self.assertNotIn("the same failure", text)

    def test_debugger_that_cannot_be(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        for step, error in ((5, "the schedule has 4 steps"), (0, "--pdb"), ("x", "--pdb"), (-1, "--pdb")):
            with self.subTest(step=step):
                self.expect_error(2, error, "replay", "scenario.cex.json", "--pdb", step)
        self.expect_error(2, "--pdb", "replay", "scenario.cex.json", "--pdb", 1, "--step")
        self.expect_error(2, "--pdb", "replay", "scenario.cex.json", "--pdb", 1, "--times", 2)

    def test_debugger_in_no_function(self):
        self.expect(1, "check", self.file("scenario.py", "import threading\nsetup = threading.Lock\n"
                                                         "threads = [type(setup()).acquire, type(setup()).acquire]\n"))
        self.expect_error(2, "no function of yours", "replay", "scenario.cex.json", "--pdb", 1)

    def test_a_repaired_scenario(self):
        text = self.replay_after(0, LOST_UPDATE.replace("counter.value == 2", "counter.value > 0"))
        self.assertTrue(text.startswith("NOT REPRODUCED  the schedule ran, and nothing failed"))
        self.assertIn("warning: scenario.py has changed", text)

    def test_another_failure(self):
        text = self.replay_after(1, LOST_UPDATE.replace("counter.value == 2", "1 / 0"))
        self.assertIn("ANOTHER failure than recorded", text)

    def test_another_operation(self):
        text = self.replay_after(1, LOST_UPDATE.replace("value", "total"))
        self.assertRegex(text, r"first difference: step 1 was (one|two)'s `read Counter.value` at scenario.py:6, "
                               r"now it is \1's `read Counter.total` at scenario.py:6")

    def test_a_schedule_that_does_not_fit(self):
        text = self.replay_after(2, LOCKED)
        self.assertTrue(text.startswith("NOT REPRODUCED  the schedule fits the scenario no longer"), text)
        self.assertIn("asks for a thread that cannot go on", text)

    def test_another_python(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        path = self.folder / "scenario.cex.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "python": "3.99.0"}))
        self.assertIn("it was found with Python 3.99.0", self.expect(1, "replay", "scenario.cex.json").stdout)


class Shrink(CommandLineTest):
    def test_keeps_what_it_was_made_from(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE), "--strategy", "random", "--no-shrink")
        self.expect(0, "shrink", "scenario.cex.json", "-o", "once.cex.json")
        self.expect(0, "shrink", "once.cex.json")
        once = json.loads((self.folder / "once.cex.json").read_text())
        jsonschema.validate(once, SCHEMA)
        original = json.loads((self.folder / "scenario.cex.json").read_text())
        self.assertIsNone(original["minimized"])
        self.assertEqual(once["minimized"]["from"]["operations"], len(original["trace"]))

    def test_into_another_folder(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        (self.folder / "sub").mkdir()
        self.expect(0, "shrink", "scenario.cex.json", "-o", "sub/small.cex.json")
        self.expect(1, "replay", "sub/small.cex.json")

    def test_what_does_not_fail_any_more(self):
        self.expect(1, "check", self.file("scenario.py", LOST_UPDATE))
        before = (self.folder / "scenario.cex.json").read_text()
        self.file("scenario.py", LOST_UPDATE.replace("counter.value == 2", "True"))
        self.expect_error(2, "does not fail as recorded any more", "shrink", "scenario.cex.json")
        self.assertEqual((self.folder / "scenario.cex.json").read_text(), before)


if __name__ == "__main__":
    unittest.main()
