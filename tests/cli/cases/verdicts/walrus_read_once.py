"""The walrus keeps the tested value, and only that is used."""


class Cable:
    def __init__(self):
        self.plug = "usb"
        self.label = ""


setup = Cable


def describe(cable):
    if (plug := cable.plug) is not None:
        cable.label = plug.title()


def cut(cable):
    cable.plug = None


threads = [describe, cut]


def invariant(cable):
    return cable.label in ("", "Usb") and cable.plug is None


EXPECT = {"verdict": "holds"}
