"""The walrus keeps the tested value, but the next line reads the attribute again."""


class Cable:
    def __init__(self):
        self.plug = "usb"
        self.label = ""


setup = Cable


def describe(cable):
    if (plug := cable.plug) is not None:
        cable.label = plug + cable.plug.title()


def cut(cable):
    cable.plug = None


threads = [describe, cut]

EXPECT = {"verdict": "violation", "kind": "exception"}
