"""frontrun.serializable(): the outcomes of the sequential orders are the invariant."""

import unittest

from command_line import CommandLineTest

HEAD = "import queue, threading, time\nimport frontrun\n"

ACCOUNT = HEAD + """
class Account:
    def __init__(self):
        self.balance = 100
        self.lock = threading.Lock()

setup = Account

def deposit(account):
    account.balance += 50

def interest(account):
    account.balance *= 2

threads = [deposit, interest]
invariant = frontrun.serializable(lambda account: account.balance)
"""

LOCKED = ACCOUNT.replace("    account.balance", "    with account.lock: account.balance")

# One order only comes to its end, and it runs what the threads start, and what setup() has started.
PIPE = HEAD + """
class Pipe:
    def __init__(self):
        self.items = queue.Queue()
        self.echo = queue.Queue()
        self.seen = []
        threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        while True:
            self.echo.put(self.items.get())

setup = Pipe

def produce(pipe):
    helper = threading.Thread(target=pipe.items.put, args=(1,))
    helper.start()
    helper.join()
    time.sleep(3600)

def consume(pipe):
    pipe.seen.append(pipe.echo.get())

threads = [produce, consume]
invariant = frontrun.serializable(lambda pipe: pipe.seen)
"""

# Every execution has the same list, emptied.
SHARED_LIST = HEAD + """
LOG = []

def note():
    LOG.append(len(LOG))

threads = [note, note]
invariant = frontrun.serializable(lambda: LOG)
"""

STUCK = HEAD + """
def one():
    LOCK.acquire()
LOCK = threading.Lock()
threads = [one, one]
invariant = frontrun.serializable(lambda: 0)
"""


class Serializable(CommandLineTest):
    def check(self, source, status):
        (self.folder / "scenario.py").write_text(source)
        return self.expect(status, "check", "scenario.py")

    def test_an_outcome_that_no_order_has(self):
        text = self.check(ACCOUNT, 1).stdout
        self.assertIn("no sequential order of the threads gives 200: deposit, interest give 300; interest, deposit give 250",
                      text)
        replayed = self.expect(1, "replay", "scenario.cex.json").stdout
        self.assertIn("the same failure as recorded", replayed)

    def test_either_order_is_right(self):
        self.assertIn("HOLDS", self.check(LOCKED, 0).stdout)

    def test_outcomes_are_copies(self):
        text = self.check(SHARED_LIST, 1).stdout
        self.assertIn("no sequential order of the threads gives [0, 0]: note-1, note-2 give [0, 1]", text)

    def test_an_order_in_which_a_thread_waits_for_a_later_one(self):
        text = self.check(PIPE, 0).stdout
        self.assertIn("HOLDS", text)
        self.assertIn("the sequential order consume, produce has no outcome", text)

    def test_no_order_at_all(self):
        self.assertIn("in no sequential order do all threads come to their ends", self.check(STUCK, 2).stderr)

    def test_too_many_threads(self):
        source = ACCOUNT.replace("[deposit, interest]", "[deposit] * 8")
        self.assertIn("at most 7 threads, here are 8", self.check(source, 2).stderr)

    def test_a_view_that_raises(self):
        source = ACCOUNT.replace("account.balance)", "account.blance)")
        self.assertIn("'Account' object has no attribute 'blance'", self.check(source, 2).stderr)

    def test_no_view(self):
        source = ACCOUNT.replace("lambda account: account.balance", "3")
        self.assertIn("serializable() takes a function of the state, not 'int'", self.check(source, 2).stderr)


if __name__ == "__main__":
    unittest.main()
