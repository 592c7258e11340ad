"""CPython's own tests of its primitives, as scenarios: lock_tests, test_threading, test_thread, test_queue, and of
test_concurrent_futures what is about threads.

Each runs in one controlled thread, under random schedules. cpython_suite/listed.json says which are left out because they promise
nothing that holds under every schedule, which need timeouts that expire early, and which are known to fail, with the reason.
Needs Debian's libpython3.11-testsuite.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import unittest

from scenario_facts import check

FOLDER = pathlib.Path(__file__).parent / "cpython_suite"
LISTED = json.loads((FOLDER / "listed.json").read_text())
MODULES = ["test.test_threading", "test.test_threading_local", "test.test_queue", "test.test_thread", "test.test_concurrent_futures"]
#: Classes that are about processes and interpreters, which are not under control.
OTHERS = ("ProcessPool", "ThreadJoinOnShutdown", "SubinterpThreadingTests", "DocTestCase")
OPTIONS = ["--strategy", "random", "--seed", "0", "--max-executions", "5", "--no-shrink", "--exclude", "stdlib:*", "--include", "stdlib:test"]

ALL_TESTS = f"""
import unittest
def walk(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            walk(test)
        elif not any(other in type(test).__name__ for other in {OTHERS}):
            print(test.id())
walk(unittest.defaultTestLoader.loadTestsFromNames({MODULES}))
"""


def problems(tests):
    """What goes wrong when tests run one after the other; None if nothing does."""
    timeouts = "explore" if tests[0] in LISTED["under --timeouts=explore"] else "lazy"
    try:
        result = check(FOLDER / "scenario.py", *OPTIONS, "--timeouts", timeouts, environment={"TESTS": " ".join(tests)})
    except AssertionError as failure:
        return str(failure)
    if result["error"] or result["failures"]:
        return result["error"] or result["failures"][0]["message"]
    return None


class CPythonSuite(unittest.TestCase):
    def test_the_suite(self):
        listing = subprocess.run([sys.executable, "-c", ALL_TESTS], capture_output=True, text=True, check=True).stdout.split()
        left_out, fails, alone = LISTED["not applicable"], LISTED["fails"], LISTED["under --timeouts=explore"]
        self.assertEqual([name for name in [*left_out, *fails, *alone] if name not in listing], [], "listed, but not there")
        applicable = [name for name in listing if name not in left_out]

        # Those of a class together; one by one where something goes wrong.
        classes = collections.defaultdict(list)
        for name in applicable:
            if name not in fails and name not in alone:
                classes[name.rpartition(".")[0]].append(name)
        failed = {}
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            suspects = [tests for tests, wrong in zip(classes.values(), pool.map(problems, classes.values())) if wrong]
            names = [name for tests in suspects for name in tests] + [*fails, *alone]
            failed = {name: wrong for name, wrong in zip(names, pool.map(problems, ([name] for name in names))) if wrong}

        passed = len(applicable) - len(failed)
        print(f"{passed} of {len(applicable)} applicable tests pass, {len(left_out)} are left out", file=sys.stderr)
        self.assertEqual({name: wrong for name, wrong in failed.items() if name not in fails}, {})
        self.assertEqual([name for name in fails if name not in failed], [], "pass; take them off listed.json")
        self.assertGreater(len(applicable), 280)
        self.assertGreaterEqual(passed, 0.9 * len(applicable))


if __name__ == "__main__":
    unittest.main()
