"""Verdicts, exit codes and --json of `frontrun check`."""

import json
import unittest

from command_line import LOCKED, LOST_UPDATE, CommandLineTest

FIELDS = {
    "scenario": str, "verdict": str, "exhaustive": bool, "executions": int, "traces": int, "traces_under_gil": type(None),
    "estimate": float, "nothing_new": int, "repeated": int, "blocked": int, "operations": int, "depth": int, "seconds": float,
    "executions_per_second": float, "failures": list,
    "limits_hit": list, "interrupted": bool, "warnings": list, "error": (str, type(None)), "strategy": str,
    "switch_points": str, "timeouts": str, "seed": int, "preemption_bound": type(None), "preemptions_covered": type(None), "pct_depth": type(None), "frontrun": str, "python": str,
}

TWO_FAILURES = """\
class Box:
    value = 0

    def set(self, value):
        if self.value:
            raise ValueError("taken")
        self.value = value


setup = Box
threads = {"one": lambda box: box.set(1), "two": lambda box: box.set(2)}


def invariant(box):
    return box.value == 1
"""


class Verdicts(CommandLineTest):
    def test_holds(self):
        result = self.json(self.file("scenario.py", LOCKED), status=0)[0]
        self.assertEqual({field: type(value) for field, value in result.items() if field != "error"},
                         {field: wanted for field, wanted in FIELDS.items() if field != "error"})
        self.assertEqual(result["verdict"], "holds")
        self.assertTrue(result["exhaustive"])
        self.assertEqual((result["executions"], result["traces"], result["repeated"], result["blocked"]), (2, 2, 0, 0))
        self.assertEqual((result["failures"], result["limits_hit"], result["error"]), ([], [], None))
        self.assertGreater(result["operations"], 0)
        self.assertGreater(result["executions_per_second"], 0)
        self.assertEqual(result["scenario"], "scenario.py")
        self.assertEqual((result["strategy"], result["seed"]), ("dpor", 0))

    def test_violation(self):
        result = self.json(self.file("scenario.py", LOST_UPDATE), status=1)[0]
        self.assertEqual(result["verdict"], "violation")
        self.assertFalse(result["exhaustive"])
        self.assertEqual(len(result["failures"]), 1)
        failure = result["failures"][0]
        self.assertEqual(set(failure), {"kind", "message", "count", "execution", "found_by", "under_gil", "counterexample"})
        self.assertEqual((failure["kind"], failure["count"], failure["counterexample"]), ("invariant", 1, "scenario.cex.json"))
        self.assertTrue((self.folder / "scenario.cex.json").exists())

    def test_keep_going_counts_the_traces_of_each_failure(self):
        result = self.json(self.file("scenario.py", LOST_UPDATE), "--keep-going", status=1)[0]
        self.assertTrue(result["exhaustive"])
        self.assertEqual(result["traces"], 4)
        self.assertEqual([failure["count"] for failure in result["failures"]], [2])

    def test_keep_going_writes_a_counterexample_for_each_failure(self):
        result = self.json(self.file("scenario.py", TWO_FAILURES), "--keep-going", "-o", "found.cex.json", status=1)[0]
        failures = {failure["counterexample"]: failure["kind"] for failure in result["failures"]}
        self.assertGreaterEqual(len(failures), 2)
        self.assertEqual(set(failures.values()), {"invariant", "exception"})
        self.assertEqual(sorted(failures)[:2], ["found.2.cex.json", *sorted(failures)[1:2]])
        self.assertIn("found.cex.json", failures)
        for name, kind in failures.items():
            self.assertEqual(json.loads((self.folder / name).read_text())["failure"]["kind"], kind)
            self.expect(1, "replay", name)

    def test_inconclusive(self):
        self.file("scenario.py", LOCKED)
        result = self.json("scenario.py", "--max-executions", "1", status=0)[0]
        self.assertEqual((result["verdict"], result["exhaustive"], result["limits_hit"]), ("inconclusive", False, ["max-executions"]))
        self.json("scenario.py", "--max-executions", "1", "--require-exhaustive", status=3)
        self.json("scenario.py", "--require-exhaustive", status=0)

    def test_at_most_so_many_preemptions(self):
        self.file("scenario.py", LOST_UPDATE)
        result = self.json("scenario.py", "--preemption-bound", "0", status=0)[0]
        self.assertEqual((result["verdict"], result["exhaustive"], result["limits_hit"]),
                         ("holds-within-bounds", False, ["preemption-bound"]))
        self.assertEqual((result["strategy"], result["preemption_bound"], result["preemptions_covered"], result["traces"]),
                         ("preemption-bounding", 0, 0, 2))
        self.json("scenario.py", "--preemption-bound", "0", "--require-exhaustive", status=3)
        found = self.json("scenario.py", "--preemption-bound", "3", status=1)[0]
        self.assertEqual((found["preemptions_covered"], found["failures"][0]["found_by"]), (0, "preemption-bounding"))
        document = json.loads((self.folder / "scenario.cex.json").read_text())
        self.assertEqual(document["exploration"]["strategy"], "preemption-bounding")
        self.assertEqual(document["minimized"]["preemptions"], 1)
        everything = self.json("scenario.py", "--preemption-bound", "3", "--keep-going", status=1)[0]
        self.assertEqual((everything["exhaustive"], everything["traces"], everything["limits_hit"]), (True, 4, []))

    def test_a_bound_that_cuts_nothing(self):
        result = self.json(self.file("scenario.py", LOCKED), "--preemption-bound", "9", "--require-exhaustive", status=0)[0]
        self.assertEqual((result["verdict"], result["exhaustive"], result["traces"]), ("holds", True, 2))

    def test_how_far_a_bounded_search_has_come(self):
        self.file("scenario.py", LOST_UPDATE.replace("counter.value == 2", "True"))
        result = self.json("scenario.py", "--preemption-bound", "1", "--max-executions", "5", status=0)[0]
        self.assertEqual((result["verdict"], result["limits_hit"], result["preemptions_covered"]),
                         ("inconclusive", ["max-executions"], 0))

    def test_time_limit(self):
        self.file("scenario.py", LOCKED)
        result = self.json("scenario.py", "--strategy", "random", "--time-limit", "0.05", status=0)[0]
        self.assertEqual((result["verdict"], result["limits_hit"]), ("inconclusive", ["time-limit"]))

    def test_error(self):
        result = self.json(self.file("scenario.py", "threads = []"), status=2)[0]
        self.assertEqual(set(result), set(FIELDS))
        self.assertEqual((result["verdict"], result["exhaustive"], result["failures"]), ("error", False, []))
        self.assertIn("threads", result["error"])

    def not_deterministic(self, text, *options):
        """The report of a scenario that is not deterministic, without its headline."""
        run = self.expect(4, "check", self.file("scenario.py", text), *options)
        self.assertEqual(run.stderr, "")
        headline, *report = run.stdout.splitlines()
        self.assertTrue(headline.startswith("NOT DETERMINISTIC  the same schedule had it do something else  "), headline)
        result = self.json("scenario.py", *options, status=4)[0]
        self.assertEqual((result["verdict"], result["failures"]), ("not-deterministic", []))
        self.assertIn("not deterministic", result["error"])
        return report

    def test_not_deterministic_operations(self):
        report = self.not_deterministic(
            "class S: a = b = flip = 0\n"
            "def setup(odd=iter([True, False] * 100)):\n"
            "    s = S()\n"
            "    s.flip = next(odd)\n"
            "    return s\n"
            "def bump(s):\n"
            "    if s.flip: s.a += 1\n"
            "    else: s.b += 1\n"
            "threads = [bump, bump]\n")
        self.assertRegex(report[0], r"^  step 1 of bump(-1)?, the first$")
        self.assertEqual({line.split()[0]: line.split(None, 1)[1] for line in report[1:3]},
                         {"before": "read .a at scenario.py:7", "now": "read .b at scenario.py:8"})
        self.assertEqual(report[3:], ["  likely cause: state kept in a function: a default of setup() (a list_iterator) is "
                                      "not put back between executions"])

    def test_not_deterministic_failure(self):
        report = self.not_deterministic(
            LOST_UPDATE.replace("return counter.value == 2", "return next(verdicts)")
            .replace("def invariant(counter)", "def invariant(counter, verdicts=iter([True, False] * 100))"),
            "--no-shrink")
        self.assertEqual(report[0], "  after all the same steps")
        self.assertEqual({line.split(None, 1)[1] for line in report[1:3]}, {"nothing failed", "invariant returned False"})

    def test_what_only_a_repetition_shows(self):
        # One trace, of one thread.
        report = self.not_deterministic(
            "import os\nclass S: x = 0\nsetup = S\n"
            "def draw(s): s.x = os.urandom(8)\nthreads = [draw]\n"
            "def invariant(s): assert not s.x, s.x\n")
        self.assertIn("  likely cause: randomness from outside: `urandom` (scenario.py:4)", report)

    def test_likely_causes(self):
        body = ("class Node: pass\nclass S:\n    def __init__(self): self.x = self.y = 0\nsetup = S\n"
                "def step(s):\n    if {}:\n        s.x += 1\n    s.y += 1\nthreads = [step, step]\n")
        kept = "kept = Node()\nkept.count = 0\ndef odd():\n    kept.count += 1\n    return kept.count % 3 == 0\n"
        for text, cause in (
                ("import uuid\n" + body.format("uuid.uuid4().int % 2"), "randomness from outside: `uuid4` (scenario.py:7)"),
                ("import os, uuid\n" + body.format("(os.times() and uuid.uuid4().int) % 2"), "real time: `times` (scenario.py:7)"),
                (body.format("odd()") + kept,
                 "state kept in a module: `kept` (a Node) is not put back between executions")):
            with self.subTest(cause):
                self.assertIn("  likely cause: " + cause, self.not_deterministic(text))

    def test_hash_order(self):
        report = self.not_deterministic(
            "class Node: pass\n"
            "class S:\n    def __init__(self):\n        self.keep = []\n        self.nodes = set()\n"
            "        for n in range(40):\n            self.keep.append(bytearray(id(self) % 7 * 64 + n * 13 % 57))\n"
            "            node = Node()\n            node.n = n\n            self.nodes.add(node)\n"
            "        self.order = None\nsetup = S\n"
            "def walk(s): s.order = [node.n for node in s.nodes]\nthreads = [walk]\n"
            "def invariant(s): assert not s.order, s.order\n")
        self.assertTrue(any("likely cause: hash order: the set `S.nodes` has its items (of type Node)" in line for line in report),
                        report)

    def test_a_cache_that_fills_is_no_divergence(self):
        self.json(self.file("scenario.py", "class Node: pass\nkept = Node()\nkept.seen = {}\nclass S: x = 0\nsetup = S\n"
                            "def step(s):\n    if 1 not in kept.seen:\n        s.x += 1\n        kept.seen[1] = True\n"
                            "threads = [step]\n"), status=0)

    def test_the_same_seed_gives_the_same_answer(self):
        self.file("scenario.py", LOST_UPDATE)
        arguments = ["check", "scenario.py", "--no-shrink", "-o"]
        for strategy in ("random", "pct", "pos", "portfolio"):
            for name in ("a.json", "b.json"):
                self.expect(1, *arguments, name, "--strategy", strategy, "--seed", "7")
            self.assertEqual((self.folder / "a.json").read_text(), (self.folder / "b.json").read_text())

    def test_who_of_a_portfolio_has_found_it(self):
        self.file("scenario.py", LOST_UPDATE)
        for seed in range(3):
            result = self.json("scenario.py", "--strategy", "portfolio", "--seed", seed, "--depth", "2", status=1)[0]
            failure = result["failures"][0]
            self.assertEqual(failure["found_by"], ["random", "pct", "pos"][(failure["execution"] - 1) % 3])
            self.assertEqual((result["strategy"], result["seed"], result["pct_depth"]), ("portfolio", seed, 2))

    def test_a_random_strategy_that_has_dried_up(self):
        self.file("scenario.py", LOCKED)
        for strategy in ("random", "pct", "pos", "portfolio"):
            result = self.json("scenario.py", "--strategy", strategy, "--max-executions", "500", status=0)[0]
            self.assertEqual((result["executions"], result["traces"]), (500, 2))
            self.assertGreater(result["nothing_new"], 400)
            self.assertLess(result["nothing_new"], 500)


class Warnings(CommandLineTest):
    def test_locks(self):
        text = """\
import threading
a, b = threading.Lock(), threading.Lock()

def ab():
    with a:
        with b: pass

def other_way_round():
    with b:
        a.acquire()

def main():
    ab()
    thread = threading.Thread(target=other_way_round)
    thread.start()
    thread.join()

threads = {"main": main}
"""
        wanted = [
            "a is still locked when all threads have ended: main.0 took it at locks.py:10",
            "locks are taken in opposite orders: main holds a (locks.py:5) and takes b (locks.py:6), main.0 holds b (locks.py:9) and "
            "takes a (locks.py:10); no interleaving of this scenario deadlocks there, but another caller of this code may",
        ]
        result = self.json(self.file("locks.py", text), status=0)[0]
        self.assertEqual((result["verdict"], result["warnings"]), ("holds", wanted))
        printed = self.expect(0, "check", "locks.py").stdout.splitlines()
        self.assertEqual(printed[1:], ["  warning: " + warning for warning in wanted])


class SeveralScenarios(CommandLineTest):
    def test_one_object_each_and_the_worst_exit_code(self):
        self.file("good.py", LOCKED)
        self.file("bad.py", LOST_UPDATE)
        self.file("broken.py", "threads = []")
        results = self.json("good.py", "bad.py", status=1)
        self.assertEqual([(result["scenario"], result["verdict"]) for result in results], [("good.py", "holds"), ("bad.py", "violation")])
        results = self.json("good.py", "broken.py", "bad.py", "nowhere.py", status=2)
        self.assertEqual([result["verdict"] for result in results], ["holds", "error", "violation", "error"])

    def test_their_modules_do_not_mix(self):
        self.file("first.py", "import sys\nsys.leftover = True\n" + LOCKED)
        self.file("second.py", "import sys\nassert not hasattr(sys, 'leftover')\n" + LOCKED)
        self.json("first.py", "second.py", status=0)

    def test_one_that_takes_its_process_down(self):
        self.file("crash.py", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nthreads = [print]\n")
        self.file("good.py", LOCKED)
        results = self.json("crash.py", "good.py", status=2)
        self.assertEqual([result["verdict"] for result in results], ["error", "holds"])
        self.assertRegex(results[0]["error"], "signal 9")

    def test_those_of_one_name_do_not_overwrite_each_other(self):
        for folder in ("a", "b"):
            (self.folder / folder).mkdir()
            self.file(f"{folder}/same.py", LOST_UPDATE)
        results = self.json("a/same.py", "b/same.py", status=1)
        self.assertEqual([result["failures"][0]["counterexample"] for result in results], ["same.cex.json", "same-2.cex.json"])
        self.expect(1, "replay", "same-2.cex.json")


class Streams(CommandLineTest):
    def test_the_report_goes_to_standard_error_while_json_goes_to_standard_output(self):
        run = self.expect(1, "check", self.file("scenario.py", LOST_UPDATE), "--json", "-")
        json.loads(run.stdout)
        self.assertTrue(run.stderr.startswith("VIOLATION"))

    def test_json_in_a_file(self):
        self.file("good.py", LOCKED)
        self.file("bad.py", LOST_UPDATE)
        run = self.expect(1, "check", "good.py", "bad.py", "--json", "results.json")
        self.assertIn("HOLDS", run.stdout)
        lines = (self.folder / "results.json").read_text().splitlines()
        self.assertEqual([json.loads(line)["verdict"] for line in lines], ["holds", "violation"])

    def test_no_colour_and_no_progress_without_a_terminal(self):
        run = self.expect(1, "check", self.file("scenario.py", LOST_UPDATE), "--keep-going")
        self.assertNotIn("\x1b", run.stdout + run.stderr)
        self.assertEqual(run.stderr, "")
        self.assertIn("\x1b[", self.expect(1, "check", "scenario.py", "--color", "always").stdout)

    def test_what_the_scenario_prints_is_not_in_the_json(self):
        text = LOCKED + "print('hello from the module')\n\ndef setup():\n    print('hello from setup')\n    return Counter()\n"
        self.json(self.file("scenario.py", text), status=0)

    def test_what_threads_print_goes_nowhere_even_when_they_replace_the_stream(self):
        text = (
            "import io, sys\ndef setup(): return [0]\n"
            "def talk(s):\n    print('hello from a thread')\n    sys.stdout = io.StringIO()\n    s[0] += 1\n"
            "threads = [talk, talk]\n"
        )
        self.assertNotIn("hello", self.expect(0, "check", self.file("scenario.py", text)).stdout)

    def test_version(self):
        self.assertRegex(self.expect(0, "--version").stdout, r"^frontrun \d+\.\d+\.\d+ \(Python 3\.11\.\d+\)\n$")

    def test_verbose_says_what_is_being_done(self):
        run = self.expect(1, "check", self.file("scenario.py", LOST_UPDATE), "-v")
        self.assertIn("frontrun: wrote scenario.cex.json", run.stderr)


if __name__ == "__main__":
    unittest.main()
