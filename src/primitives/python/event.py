class Event:
    """The flag is the value of the lock inside."""

    def is_set(self):
        act(self._cond._lock, _frontrun.LOOK, self)
        return value(self._cond._lock) > 0

    def set(self):
        act(self._cond._lock, _frontrun.SET, self)

    def clear(self):
        act(self._cond._lock, _frontrun.CLEAR, self)

    def wait(self, timeout=None):
        if timeout is not None and timeout <= 0:
            return self.is_set()
        return act(self._cond._lock, _frontrun.WAIT, self, 0, timeout)

    @property
    def _flag(self):
        return value(self._cond._lock) > 0

    @_flag.setter
    def _flag(self, flag):
        set_value(self._cond._lock, bool(flag))


replace(threading.Event, Event)
