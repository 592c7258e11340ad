"""Drop-in synchronisation primitives: controlled under frontrun, the plain objects of the standard library elsewhere.

They are those of `threading` and `queue` themselves, which frontrun controls whoever imports them; code that takes them from here
says that it is meant to be checked, and keeps working should that ever change. Every name means what it means there, errors
included.
"""

from queue import Empty, Full, LifoQueue, PriorityQueue, Queue, SimpleQueue
from threading import (
    Barrier,
    BoundedSemaphore,
    BrokenBarrierError,
    Condition,
    Event,
    Lock,
    RLock,
    Semaphore,
    Thread,
    Timer,
    current_thread,
    get_ident,
    local,
)

__all__ = [
    "Barrier",
    "BoundedSemaphore",
    "BrokenBarrierError",
    "Condition",
    "Empty",
    "Event",
    "Full",
    "LifoQueue",
    "Lock",
    "PriorityQueue",
    "Queue",
    "RLock",
    "Semaphore",
    "SimpleQueue",
    "Thread",
    "Timer",
    "current_thread",
    "get_ident",
    "local",
]
