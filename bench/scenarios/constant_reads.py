"""Two threads read, again and again, an attribute that nobody writes: what every untouched object of a program costs."""

import os

READS = int(os.environ["READS"]) // 2  # by each thread


class Config:
    def __init__(self):
        self.limit = 1


def read(config):
    for _ in range(READS):
        config.limit


setup = Config
threads = [read, read]
