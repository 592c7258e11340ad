"""--include and --exclude: which code is looked into, and that code which is not is still seen to be used."""

import unittest

from command_line import CommandLineTest

# The race is in UserDict.setdefault(), which collections.abc has in Python: two looks at the dict.
SETDEFAULT = """\
import collections


def setup():
    return collections.UserDict()


def claim(seats):
    seats.setdefault("window", []).append(1)


threads = [claim, claim]


def invariant(seats):
    return seats["window"] == [1, 1]
"""

# The race is between the scenario's own steps, each of which is an operator of UserDict's.
CHECK_THEN_ACT = """\
import collections


def setup():
    return collections.UserDict(count=0)


def add(seats):
    if "count" in seats:
        seats["count"] = seats["count"] + 1


threads = [add, add]


def invariant(seats):
    return seats["count"] == 2
"""


class StandardLibrary(CommandLineTest):
    def check(self, text, *options):
        """(verdict, warnings) of a scenario."""
        run = self.run_binary("check", self.file("scenario.py", text), "--json", "result.json", "--no-shrink", *options)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        [result] = self.json("scenario.py", "--no-shrink", *options, status=run.returncode)
        return result["verdict"], result["warnings"]

    def test_is_looked_into(self):
        self.assertEqual(self.check(SETDEFAULT), ("violation", []))

    def test_left_out_by_name(self):
        verdict, warnings = self.check(SETDEFAULT, "--exclude", "stdlib:collections", "--exclude", "stdlib:_collections_abc")
        self.assertEqual(verdict, "holds")
        self.assertRegex(warnings[0], "setdefault is not looked into")

    def test_left_out_as_a_whole(self):
        self.assertEqual(self.check(SETDEFAULT, "--exclude", "stdlib:*")[0], "holds")

    def test_exception_from_what_is_left_out(self):
        for exclude in ("stdlib:*", "*/lib/*", "*"):
            with self.subTest(exclude):
                self.assertEqual(
                    self.check(SETDEFAULT, "--exclude", exclude, "--include", "stdlib:collections",
                               "--include", "stdlib:_collections_abc", "--include", "*/scenario.py")[0],
                    "violation")

    def test_the_longer_pattern_decides(self):
        self.assertEqual(self.check(SETDEFAULT, "--include", "*/lib/*", "--exclude", "stdlib:*")[0], "holds")

    def test_included_code_is_a_place_in_the_report(self):
        text = self.expect(1, "check", self.file("scenario.py", SETDEFAULT), "--include", "stdlib:*").stdout
        self.assertRegex(text, r"_collections_abc|collections/__init__\.py:\d+")

    def test_package_with_submodules(self):
        self.expect(0, "check", self.file("scenario.py", "threads = [int]\n"), "--exclude", "stdlib:concurrent.futures",
                    "--include", "stdlib:concurrent.futures.thread")

    def test_unknown_names(self):
        self.file("scenario.py", "threads = [int]\n")
        for name in ("no_such_module", "math", "", "collections.", ".collections", "../collections", "collections/abc", "*s"):
            for option in ("--include", "--exclude"):
                with self.subTest(name=name, option=option):
                    self.expect_error(2, "stdlib:.*no module", "check", "scenario.py", option, f"stdlib:{name}")

    def test_is_kept_in_the_counterexample(self):
        self.expect(1, "check", self.file("scenario.py", CHECK_THEN_ACT), "--exclude", "stdlib:collections")
        self.assertRegex(self.expect(1, "replay", "scenario.cex.json").stdout, "VIOLATION")


class LeftOut(CommandLineTest):
    """What is not looked into is one operation, whoever asks for it."""

    def test_operators(self):
        [result] = self.json(self.file("scenario.py", CHECK_THEN_ACT), "--exclude", "stdlib:collections", status=1)
        self.assertEqual([failure["kind"] for failure in result["failures"]], ["invariant"])
        self.assertRegex("\n".join(result["warnings"]), "UserDict.__setitem__ is not looked into")

    def test_iteration_and_context_managers(self):
        self.file("library.py", """\
class Meter:
    def __init__(self):
        self.value = 0

    def __enter__(self):
        return self.value

    def __exit__(self, *_):
        self.value += 1

    def __iter__(self):
        self.value += 1
        yield self.value
""")
        for use in ("with meter as seen: pass", "for seen in meter: pass"):
            with self.subTest(use):
                text = f"from library import Meter as setup\ndef use(meter):\n    {use}\n    assert seen != 1\nthreads = [use, use]\n"
                [result] = self.json(self.file("scenario.py", text), "--exclude", "*/library.py", "--keep-going", status=1)
                self.assertGreater(result["executions"], 1)


if __name__ == "__main__":
    unittest.main()
