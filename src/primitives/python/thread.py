_NEW, _RUNNING, _ENDED = 1, 0, 2  # the values of a thread's `_tstate_lock`: above 0, a join goes on

_thread_init = threading.Thread.__init__


class Thread:
    """A start, an end and a join are one operation each, on the value of `_tstate_lock`."""

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        _thread_init(self, group, target, name, args, kwargs, daemon=daemon)
        self._tstate_lock = allocate_lock()
        set_value(self._tstate_lock, _NEW)

    def start(self):
        if not self._initialized:
            raise RuntimeError("thread.__init__() not called")
        life = self._tstate_lock
        act(life, _frontrun.START, self)
        if value(life) != _NEW:
            raise RuntimeError("threads can only be started once")
        self._ident = _frontrun.start_thread(self._bootstrap, life, self._daemonic)
        self._started._flag = True

    def _bootstrap_inner(self):
        try:
            self._set_ident()
            self._set_native_id()
            threading._active[self._ident] = self
            try:
                self.run()
            except:
                self._invoke_excepthook(self)
        finally:
            act(self._tstate_lock, _frontrun.END, self)
            threading._active.pop(get_ident(), None)
            set_value(self._tstate_lock, _ENDED)
            self._is_stopped = True

    def join(self, timeout=None):
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if threading._active.get(get_ident()) is self:
            raise RuntimeError("cannot join current thread")
        life = self._tstate_lock
        if timeout is None or timeout > 0:
            act(life, _frontrun.JOIN, self, 0, timeout)
        else:
            act(life, _frontrun.LOOK, self)
        if value(life) == _NEW:
            raise RuntimeError("cannot join thread before it is started")

    def is_alive(self):
        assert self._initialized, "Thread.__init__() not called"
        act(self._tstate_lock, _frontrun.LOOK, self)
        return value(self._tstate_lock) == _RUNNING

    def __hash__(self):
        # Not the address: sets of threads (an executor has one) are to have the same order in every execution.
        try:
            return self._hash
        except AttributeError:
            self._hash = _frontrun.new_number()
            return self._hash

    @property
    def daemon(self):
        assert self._initialized, "Thread.__init__() not called"
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        act(self._tstate_lock, _frontrun.LOOK, self)
        if value(self._tstate_lock) != _NEW:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic


class DummyThread:
    """For a thread of the scenario: the process waits for it, and so for what it starts. Or for one that `_thread` started."""

    def __init__(self):
        name = _frontrun.scenario_thread()
        threading.Thread.__init__(self, name=name or threading._newname("Dummy-%d"), daemon=name is None)
        _frontrun.list_threads(threading, True)
        self._started._flag = True
        set_value(self._tstate_lock, _RUNNING)
        self._set_ident()
        self._set_native_id()
        threading._active[self._ident] = self

    def join(self, timeout=None):
        if threading._active.get(get_ident()) is self:
            raise RuntimeError("cannot join current thread")
        assert False, "cannot join a dummy thread"


class _Nowhere:
    """In the place of `threading._dangling`, which only CPython's own tests look at."""

    def add(self, thread):
        pass

    def copy(self):
        return self

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0


threading._dangling = _Nowhere()
threading._counter = _frontrun.thread_number  # of names; the same in every execution
replace(threading.Thread, Thread)
replace(threading._DummyThread, DummyThread)


def enumerate():
    _frontrun.list_threads(threading, False)
    return [*threading._active.values(), *threading._limbo.values()]


def active_count():
    return len(enumerate())


def activeCount():
    warnings.warn("activeCount() is deprecated, use active_count() instead", DeprecationWarning, stacklevel=2)
    return active_count()


for _function in enumerate, active_count, activeCount:
    _function.__doc__ = getattr(threading, _function.__name__).__doc__
    _function.__module__ = "threading"
    setattr(threading, _function.__name__, _function)
threading._main_thread._tstate_lock = allocate_lock()  # its value is _RUNNING
