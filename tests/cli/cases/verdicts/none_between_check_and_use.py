"""An attribute becomes None after it was tested."""


class Cable:
    def __init__(self):
        self.plug = "usb"


setup = Cable


def describe(cable):
    if cable.plug is not None:
        cable.plug.title()


def cut(cable):
    cable.plug = None


threads = [describe, cut]

EXPECT = {"verdict": "violation", "kind": "exception"}
