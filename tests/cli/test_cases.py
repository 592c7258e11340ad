"""The table of small programs with a known answer (cases/README.md): exact numbers of traces, and verdicts.

A row of counts is skipped when it has more than 20 000 traces, unless FRONTRUN_SLOW_TESTS is set. Programs that are not
expected to pass yet are listed in cases/not_yet.json, and the test fails when one of them starts to pass.
"""

import ast
import concurrent.futures
import json
import os
import pathlib
import sys
import unittest

from scenario_facts import check, constant, differences

CASES = pathlib.Path(__file__).parent / "cases"
FALSE_DEPENDENCES = pathlib.Path(__file__).parents[2] / "docs" / "false_dependences.md"
MOST_TRACES = float("inf") if os.environ.get("FRONTRUN_SLOW_TESTS") else 20_000
NUMBERS = ("traces", "deadlocks", "violating")
PARAMETERS = ("N", "M", "K", "KIND")


def in_parallel(function, arguments):
    """The results of function(argument), in order, each run in a child process of its own anyway."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, arguments))


def explored(path, *options, environment=None):
    """The result of checking a case, or an AssertionError that says why there is none."""
    try:
        return check(path, "--no-shrink", *options, environment=environment)
    except AssertionError as failure:
        return failure


def counted_out(case):
    """The result of exploring all of a row. Twice as many executions as there should be are enough to see that it is wrong."""
    path, row = case
    environment = {name: str(row[name]) for name in PARAMETERS if name in row}
    return explored(path, "--keep-going", "--max-executions", str(2 * row["traces"] + 100), environment=environment)


def counted(result):
    """A result's numbers, under the names of a row of COUNTS."""
    numbers = {"traces": result["traces"], "deadlocks": 0, "violating": 0}
    for failure in result["failures"]:
        name = {"deadlock": "deadlocks", "invariant": "violating"}.get(failure["kind"], failure["kind"])
        numbers[name] = numbers.get(name, 0) + failure["count"]
    return numbers


def count_differences(row, result):
    """How a result differs from a row of COUNTS, in words."""
    if isinstance(result, AssertionError):
        return [str(result)]
    found = counted(result)
    wanted = {name: row.get(name, 0) for name in NUMBERS}
    verdict = "violation" if wanted["deadlocks"] or wanted["violating"] else "holds"
    return differences({"verdict": verdict}, result) + [
        f"{name}: {found[name]} instead of {wanted.get(name, 0)}" for name in found if found[name] != wanted.get(name, 0)
    ]


class Counts(unittest.TestCase):
    """Nothing is missed, nothing is explored twice: the number of executions that end differently is exact."""

    def test_the_table(self):
        rows = [(path, row) for path in sorted((CASES / "counts").glob("*.py")) for row in constant(path, "COUNTS")
                if row["traces"] <= MOST_TRACES]
        rows.sort(key=lambda case: -case[1]["traces"])  # the longest first, so that no core is idle at the end
        results = in_parallel(counted_out, rows)

        mismatches = []
        executions = wasted = 0
        for (path, row), result in zip(rows, results):
            if not isinstance(result, AssertionError):
                executions += result["executions"]
                wasted += result["repeated"] + result["blocked"]
            setting = " ".join(f"{name}={row[name]}" for name in PARAMETERS if name in row)
            mismatches += [f"{path.stem} {setting}: {text}" for text in count_differences(row, result)]

        print(f"{len(rows)} rows, {executions} executions, {wasted} of them repeated or blocked", file=sys.stderr)
        self.assertGreater(len(rows), 200)
        self.assertEqual(mismatches, [], "\n" + "\n".join(mismatches))
        self.assertLessEqual(wasted, 0.01 * executions)


FALSE_DEPENDENCES_HEAD = """\
# False dependences, measured

Programs whose threads have little or nothing to do with each other, and how many executions they take. *Traces* is the true
number: of orders that make a difference, by the argument given. Where *executions* is more, frontrun takes operations for
dependent that are not, which costs time and misses nothing; the reason is given. The programs are in
[tests/cli/cases/independent](../tests/cli/cases/independent), two or three threads each; tests/cli/test_cases.py compares this
table with what it finds, and writes it under FRONTRUN_UPDATE_GOLDEN=1.

| program | what the threads do | traces | executions | why |
|---|---|---|---|---|
"""


class Independent(unittest.TestCase):
    """What has nothing to do with each other is not reordered; where it is, the documentation says so, and why."""

    def test_the_table(self):
        paths = sorted((CASES / "independent").glob("*.py"))
        results = in_parallel(counted_out, [(path, {"traces": 1000}) for path in paths])

        mismatches = []
        lines = []
        for path, result in zip(paths, results):
            row, = constant(path, "COUNTS")
            wanted = row.get("executions", row["traces"])
            if isinstance(result, AssertionError):
                mismatches.append(f"{path.stem}: {result}")
                continue
            wrong = differences({"verdict": "holds"}, result)
            if result["executions"] != wanted:
                wrong.append(f"{result['executions']} executions instead of {wanted}")
            mismatches += [f"{path.stem}: {text}" for text in wrong]
            what, argument = ast.get_docstring(ast.parse(path.read_text())).split("\n\n")
            excess = constant(path, "EXCESS") if "executions" in row else ""
            why = f"{argument} **Excess:** {excess}" if excess else argument
            lines.append(f"| {path.stem} | {what} | {row['traces']} | {result['executions']} | {why} |\n")
        self.assertGreater(len(paths), 40)
        self.assertEqual(mismatches, [], "\n" + "\n".join(mismatches))

        table = FALSE_DEPENDENCES_HEAD + "".join(lines)
        if os.environ.get("FRONTRUN_UPDATE_GOLDEN"):
            FALSE_DEPENDENCES.write_text(table)
        self.assertEqual(table, FALSE_DEPENDENCES.read_text(), "differs; if it should, set FRONTRUN_UPDATE_GOLDEN=1")


class Verdicts(unittest.TestCase):
    """Each kind of shared state, of race, and of synchronisation gets the right verdict."""

    def test_the_table(self):
        paths = sorted((CASES / "verdicts").glob("*.py"))
        not_yet = json.loads((CASES / "not_yet.json").read_text())
        results = in_parallel(explored, paths)

        mismatches = [f"{name}: listed in not_yet.json, but there is no such case" for name in not_yet
                      if name not in [path.stem for path in paths]]
        for path, result in zip(paths, results):
            wrong = [str(result)] if isinstance(result, AssertionError) else differences(constant(path, "EXPECT"), result)
            if path.stem not in not_yet:
                mismatches += [f"{path.stem}: {text}" for text in wrong]
            elif not wrong:
                mismatches.append(f"{path.stem}: passes; take it off cases/not_yet.json")
        self.assertGreater(len(paths), 80)
        self.assertEqual(mismatches, [], "\n" + "\n".join(mismatches))


if __name__ == "__main__":
    unittest.main()
