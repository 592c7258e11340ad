"""Three sellers sell thirty seats, each asking 'is it free?' before 'take it': more than 200 operations in every execution.

A random schedule sells several seats twice, with dozens of switches. One preemption is enough: a seller is interrupted
between its question and its deed.
"""

SEATS = 30


class Office:
    def __init__(self):
        self.sold = {}
        self.receipts = 0

    def sell_all(self):
        for seat in range(SEATS):
            if seat not in self.sold:
                self.sold[seat] = True
                self.receipts += 1


setup = Office
threads = {"ann": Office.sell_all, "bob": Office.sell_all, "cid": Office.sell_all}


def invariant(office):
    return office.receipts == SEATS
