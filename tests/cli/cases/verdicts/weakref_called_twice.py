"""The last strong reference goes between two calls of a weak one."""
import weakref


class Leaf:
    colour = "green"


class Tree:
    def __init__(self):
        self.leaf = Leaf()
        self.seen = weakref.ref(self.leaf)


setup = Tree


def look(tree):
    if tree.seen() is not None:
        tree.seen().colour


def autumn(tree):
    tree.leaf = None


threads = [look, autumn]

EXPECT = {"verdict": "violation", "kind": "exception"}
