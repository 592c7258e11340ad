#!/usr/bin/python3
"""How small counterexamples get, and in what time: over the programs of tests/cli/cases/verdicts that fail.

Each is found by a random walk and written as it was found; then `frontrun shrink` makes it small. The true minimum of
preemptions is asked of another search: `frontrun check --preemption-bound`, the least bound with which anything fails.
Prints the table of docs/counterexamples.md.

    FRONTRUN_BINARY=build/frontrun bench/shrink.py
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/cli"))
from scenario_facts import BINARY, constant  # noqa: E402

PROGRAMS = 30
MOST_BOUND = 4


def run(folder, *arguments):
    return subprocess.run([os.path.abspath(BINARY), *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=600)


def least_bound(folder, scenario, message):
    """The least preemption bound with which the same failure is found; None: not found up to MOST_BOUND."""
    for bound in range(MOST_BOUND + 1):
        found = run(folder, "check", scenario, "--preemption-bound", bound, "--keep-going", "--no-shrink", "--json", "-")
        if found.returncode not in (0, 1):
            raise SystemExit(found.stderr)
        if any(failure["message"] == message for failure in json.loads(found.stdout)["failures"]):
            return bound
    return None


def main():
    rows = []
    for scenario in sorted((ROOT / "tests/cli/cases/verdicts").glob("*.py")):
        if len(rows) == PROGRAMS:
            break
        if constant(scenario, "EXPECT")["verdict"] != "violation":
            continue
        with tempfile.TemporaryDirectory() as folder:
            if run(folder, "check", scenario, "--strategy", "random", "--no-shrink", "--max-executions", 20000,
                   "-o", "found.cex.json").returncode != 1:
                continue
            start = time.perf_counter()
            shrunk = run(folder, "shrink", "found.cex.json")
            seconds = time.perf_counter() - start
            if shrunk.returncode != 0:
                raise SystemExit(shrunk.stdout + shrunk.stderr)
            document = json.loads((pathlib.Path(folder) / "found.cex.json").read_text())
            least = least_bound(folder, scenario, document["failure"]["message"])
        small, found = document["minimized"], document["minimized"]["from"]
        rows.append((scenario.stem, found, small, least, seconds))
    print("| program | found: preemptions, operations | shrunk: preemptions, operations | least | established | inevitable after | s |")
    print("|---|---|---|---|---|---|---|")
    for name, found, small, least, seconds in rows:
        print(f"| {name} | {found['preemptions']}, {found['operations']} | {small['preemptions']}, {small['operations']} | {least} "
              f"| {'yes' if small['fewest_preemptions'] else 'no'} | {small['inevitable_after']} of {small['operations']} | {seconds:.2f} |")
    agree = sum(small["preemptions"] == least for _, _, small, least, _ in rows)
    print(f"\n{len(rows)} programs; preemptions are the least possible in {agree}; median time "
          f"{statistics.median(row[4] for row in rows):.2f} s")


if __name__ == "__main__":
    main()
