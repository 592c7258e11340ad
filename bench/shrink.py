#!/usr/bin/python3
"""How small counterexamples get, and at what cost: over programs of tests/cli/cases/verdicts that fail.

Each is found by a random walk and written as it was found; then `frontrun shrink` makes it small. That no fewer preemptions
would do is asked of another search: `frontrun check --preemption-bound` with one less has to end without the same failure.
Prints the table of docs/counterexamples.md.

    FRONTRUN_BINARY=build/frontrun bench/shrink.py
"""

import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/cli"))
from scenario_facts import BINARY, constant  # noqa: E402

PROGRAMS = 30


def run(folder, *arguments):
    return subprocess.run([os.path.abspath(BINARY), *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=600)


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def is_least(folder, scenario, failure, preemptions):
    """Is there no such failure with fewer preemptions? "?": the search was not complete."""
    if preemptions == 0:
        return "yes"
    found = run(folder, "check", scenario, "--preemption-bound", preemptions - 1, "--keep-going", "--no-shrink", "--json", "-",
                "--max-executions", 1000000)
    result = json.loads(found.stdout)
    if any((other["kind"], other["message"]) == (failure["kind"], failure["message"]) for other in result["failures"]):
        return "no"
    return "yes" if result["limits_hit"] in ([], ["preemption-bound"]) else "?"


def measure(scenario):
    """A row of the table; None where the walk finds nothing."""
    with tempfile.TemporaryDirectory() as folder:
        if run(folder, "check", scenario, "--strategy", "random", "--no-shrink", "--max-executions", 20000,
               "-o", "found.cex.json").returncode != 1:
            return None
        before = children_seconds()
        shrunk = run(folder, "shrink", "found.cex.json", "-v")
        seconds = children_seconds() - before
        if shrunk.returncode != 0:
            raise SystemExit(shrunk.stdout + shrunk.stderr)
        document = json.loads((pathlib.Path(folder) / "found.cex.json").read_text())
        small = document["minimized"]
        return {"name": scenario.stem, "found": small["from"], "small": small, "seconds": seconds,
                "executions": int(re.search(r"shrunk in (\d+) executions", shrunk.stderr)[1]),
                "least": is_least(folder, scenario, document["failure"], small["preemptions"])}


def size(of):
    return f"{of['preemptions']}, {of['switches']}, {of['operations']}"


def main():
    failing = [path for path in sorted((ROOT / "tests/cli/cases/verdicts").glob("*.py"))
               if constant(path, "EXPECT")["verdict"] == "violation"]
    spread = [failing[i * len(failing) // PROGRAMS] for i in range(PROGRAMS)]
    rows = [row for row in map(measure, spread) if row]
    print("| program | found | shrunk | said to be the fewest | it is | inevitable after | executions | s |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        small = row["small"]
        inevitable = "not known" if small["inevitable_after"] is None else f"{small['inevitable_after']} of {small['operations']}"
        print(f"| {row['name']} | {size(row['found'])} | {size(small)} | {'yes' if small['fewest_preemptions'] else 'no'} "
              f"| {row['least']} | {inevitable} | {row['executions']} | {row['seconds']:.2f} |")
    print(f"\n{len(rows)} programs: no fewer preemptions would do in {sum(row['least'] == 'yes' for row in rows)}, said of "
          f"{sum(row['small']['fewest_preemptions'] for row in rows)}; the critical decision is known in "
          f"{sum(row['small']['inevitable_after'] is not None for row in rows)}. Median: "
          f"{statistics.median(row['executions'] for row in rows):.0f} executions, "
          f"{statistics.median(row['seconds'] for row in rows):.2f} s of processor time, the start of the process included.")


if __name__ == "__main__":
    main()
