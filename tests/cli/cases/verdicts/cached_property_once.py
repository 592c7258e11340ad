"""functools.cached_property of 3.11 holds a lock while it computes: the value is computed once."""
import functools


class Report:
    computed = 0

    @functools.cached_property
    def total(self):
        self.computed += 1
        return self.computed


setup = Report


def read(report):
    assert report.total == 1


threads = [read, read]

EXPECT = {"verdict": "holds"}
