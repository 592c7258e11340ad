"""What a scenario file says about itself, and what the built binary says about it. Shared by the tests that run scenarios."""

import ast
import json
import os
import pathlib
import subprocess
import tempfile

BINARY = os.environ.get("FRONTRUN_BINARY") or str(pathlib.Path(__file__).parents[2] / "build" / "frontrun")


def constant(path, name):
    """The literal that a module assigns to `name` at its top level. The module is not run."""
    for statement in ast.parse(pathlib.Path(path).read_text()).body:
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == [name]:
            return ast.literal_eval(statement.value)
    raise LookupError(f"{path} has no {name}")


def check(path, *options, environment=None):
    """Runs `frontrun check` on one scenario, in an empty folder, and returns what --json says.

    Raises AssertionError with what the binary printed, if that is not one JSON object, and one that says so if it does not
    end within ten minutes: no case here needs that long.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            run = subprocess.run(
                [BINARY, "check", str(path), "--json", "-", *options],
                env={**os.environ, **(environment or {})},
                cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600,
            )
        except subprocess.TimeoutExpired:
            raise AssertionError("does not end") from None
    try:
        return json.loads(run.stdout)
    except ValueError:
        raise AssertionError(f"exit status {run.returncode}, no JSON on stdout\n{run.stdout}{run.stderr}") from None


def differences(expect, result):
    """How a result differs from an EXPECT: {"verdict", "kind" (optional), "traces" (optional)}. A list of words, empty if not."""
    found = []
    if result["verdict"] != expect["verdict"]:
        reasons = [f"{failure['kind']}: {failure['message']}" for failure in result["failures"]] + result["limits_hit"]
        reasons += [result["error"]] if result["error"] else []
        found.append(f"{result['verdict']} instead of {expect['verdict']}" + "".join(f" [{text}]" for text in reasons))
    elif "kind" in expect and expect["kind"] not in [failure["kind"] for failure in result["failures"]]:
        found.append(f"{[failure['kind'] for failure in result['failures']]} instead of {expect['kind']}")
    if result["verdict"] == "holds" and not result["exhaustive"]:
        found.append("holds, but not exhaustive")
    if "traces" in expect and result["traces"] != expect["traces"]:
        found.append(f"{result['traces']} traces instead of {expect['traces']}")
    return found
