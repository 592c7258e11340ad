"""What one thread sets in a context that it has entered, another sees by asking the context."""
import contextvars

PLACE = contextvars.ContextVar("place", default="home")


class Journey:
    def __init__(self):
        self.context = contextvars.Context()
        self.started = False
        self.seen = None


setup = Journey


def travel(journey):
    def on_the_way():
        journey.started = True
        PLACE.set("train")
        PLACE.set("office")

    journey.context.run(on_the_way)


def ask(journey):
    journey.started
    journey.seen = journey.context.get(PLACE)


threads = [travel, ask]


def invariant(journey):
    return journey.seen != "train"


EXPECT = {"verdict": "violation", "kind": "invariant"}
