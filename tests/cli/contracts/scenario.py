"""Runs contracts in a thread; those that need none also in setup() and while it is imported. Fails unless each comes to
what EXPECTED says: a JSON object by snippet."""

import json
import os

import table

EXPECTED = json.loads(open(os.environ["EXPECTED"]).read())
PLACE = os.environ["PLACE"]


def differences(snippets):
    return [f"{snippet!r}: {found} instead of {EXPECTED[snippet]}" for snippet in snippets
            if (found := table.outcome(snippet)) != EXPECTED[snippet]]


def must_be_none(wrong):
    assert not wrong, "\n".join(wrong)


ALONE = table.snippets(table.ALONE)
TOGETHER = table.snippets(table.TOGETHER)
for snippet in ALONE + TOGETHER:
    table.compiled(snippet)
at_import = differences(ALONE) if PLACE == "import" else []


def setup():
    return differences(ALONE) if PLACE == "setup" else []


def thread(state):
    snippets = {"import": [], "setup": [], "thread": ALONE + TOGETHER}[PLACE]
    must_be_none(at_import + state + differences(snippets))


threads = {"thread": thread}
