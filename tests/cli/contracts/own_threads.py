"""What a scenario's own threads are to themselves and to each other."""
import sys
import threading


def setup():
    return []


def name(seen):
    thread = threading.current_thread()
    assert thread.name == "name" and not thread.daemon and thread.is_alive() and thread.ident == threading.get_ident()
    assert not threading.Thread().daemon
    seen.append((thread.ident, thread.native_id))


def trace(seen):
    sys.settrace(print)
    threading.setprofile(print)
    assert sys.gettrace() is None
    seen.append((threading.get_ident(), threading.get_native_id()))


threads = [name, trace]


def invariant(seen):
    idents, native_ids = zip(*seen)
    return len(set(idents)) == 2 and len(set(native_ids) | {threading.get_native_id()}) == 3
