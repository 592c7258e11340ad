"""All threads read one dict: subscript, get, in, len, iteration, items, ==.

No write at all.
"""


def setup():
    return {"a": 1, "b": 2}


def work(me):
    def run(state):
        assert state["a"] == 1 and state.get("z") is None and "b" in state
        assert len(state) == 2 and sum(state.values()) == 3
        assert [key for key, value in state.items() if value == me + 1] == ["a", "b"][me:me + 1]
        assert state == {"b": 2, "a": 1}

    return run


threads = [work(me) for me in range(3)]


COUNTS = [{"traces": 1}]
