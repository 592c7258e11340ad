"""Runs tests of CPython's own, named in the environment, one after the other in one controlled thread."""

import importlib
import os
import unittest

TESTS = os.environ["TESTS"].split()
for test in TESTS:
    importlib.import_module(".".join(test.split(".")[:2]))


def run():
    wrong = []
    for name in TESTS:
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromName(name).run(result)
        wrong += [f"{name}: {text}" for _, text in result.errors + result.failures]
    assert not wrong, "\n".join(wrong)


threads = {"test": run}
