"""How the standard library's primitives come under control: their methods are replaced, their classes stay what they are.

So `isinstance`, `type()`, `repr`, subclasses, pickling and weak references are CPython's own, and whoever imported a class
before us has the controlled one. The files of this folder run in one namespace, in the order of CMakeLists.txt; none of
their code is traced, but what it calls of the user's is.
"""

import queue
import sys
import threading
import warnings
import _frontrun
from _frontrun import Waiter, act, belongs, in_vain, is_lock, lasts, operations, owns, set_size, set_value, size, unfinished, value
from _thread import allocate_lock, get_ident

#: What import made and an execution has used: (object, restore function), to be put back before the next.
used = []


def replace(cls, methods):
    """Puts the functions and properties of the class `methods` in the place of those of `cls`."""
    for name, member in list(vars(methods).items()):
        if name in ("__module__", "__dict__", "__weakref__", "__doc__", "__qualname__"):
            continue
        old = vars(cls).get(name)
        if callable(member):
            member.__qualname__ = f"{cls.__qualname__}.{name}"
            member.__module__ = cls.__module__
            member.__doc__ = getattr(old, "__doc__", member.__doc__)
        setattr(cls, name, member)


def restore():
    """Puts back what import made and an execution has used."""
    for thing, put_back in used:
        put_back(thing)
    used.clear()
