"""list(d.items()) copies in one call: the loop over the copy cannot be disturbed."""


def setup():
    return {"prices": {"a": 1, "b": 2}, "total": 0}


def add_up(shop):
    total = 0
    for _, price in list(shop["prices"].items()):
        total += price
    shop["total"] = total


def insert(shop):
    shop["prices"]["c"] = 4


threads = [add_up, insert]


def invariant(shop):
    return shop["total"] in (3, 7)


EXPECT = {"verdict": "holds"}
