"""Two threads log through one logger and one handler: both lines are there, whole. (The handler's lock.)"""
import io
import logging

LOG = logging.Logger("ship")


def setup():
    paper = io.StringIO()
    LOG.handlers = [logging.StreamHandler(paper)]
    return paper


def log(line):
    def run(paper):
        LOG.warning("%s", line)

    return run


threads = [log("ahoy"), log("land")]


def invariant(paper):
    return sorted(paper.getvalue().splitlines()) == ["ahoy", "land"]


EXPECT = {"verdict": "holds"}
