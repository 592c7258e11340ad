"""The value is stored before the event is set, and read after it was waited for."""
import threading


class Post:
    def __init__(self):
        self.arrived = threading.Event()
        self.letter = self.read = None


setup = Post


def send(post):
    post.letter = "dear"
    post.arrived.set()


def receive(post):
    post.arrived.wait()
    post.read = post.letter


threads = [receive, send]


def invariant(post):
    return post.read == "dear"


EXPECT = {"verdict": "holds"}
