"""Every execution starts a thread, comes to a deadlock, and is torn down; nothing of it may be left.

`setup` looks, now and then, at what there is in the process, just after garbage has been collected, and fails if it has become more
since the first time.
"""
import ctypes
import gc
import os
import sys
import threading

python = ctypes.pythonapi
for function in python.PyInterpreterState_Get, python.PyInterpreterState_ThreadHead, python.PyThreadState_Next:
    function.restype = ctypes.c_void_p
python.PyInterpreterState_ThreadHead.argtypes = python.PyThreadState_Next.argtypes = [ctypes.c_void_p]

EVERY = 2560  # garbage is collected before each 256th execution
history = [[0, None]]  # executions, and what there was at first: not put back between executions, as it is an item's item


def thread_states():
    count = 0
    state = python.PyInterpreterState_ThreadHead(python.PyInterpreterState_Get())
    while state:
        count += 1
        state = python.PyThreadState_Next(state)
    return count


def what_there_is():
    return {
        "threads of the system": len(os.listdir("/proc/self/task")),
        "thread states": thread_states(),
        "objects": len(gc.get_objects()),
        "blocks of memory": sys.getallocatedblocks(),
        "threads": len(threading._active) + len(threading._limbo),
    }


MARGIN = {"objects": 10, "blocks of memory": 200}


def setup():
    past = history[0]
    past[0] += 1
    if past[0] % EVERY == 0:
        now = what_there_is()
        past[1] = past[1] or now
        more = {name: count - past[1][name] for name, count in now.items() if count - past[1][name] > MARGIN.get(name, 0)}
        assert not more, f"after {past[0]} executions, more than after the first {EVERY}: {more}"
    return threading.Lock()


def parent(lock):
    child = threading.Thread(target=lock.acquire)
    with lock:
        child.start()
        child.join()


threads = [parent]
