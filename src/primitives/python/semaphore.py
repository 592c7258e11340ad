class Semaphore:
    """The counter is the value of the lock inside."""

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        lock = self._cond._lock
        if blocking and (timeout is None or timeout > 0):
            return act(lock, _frontrun.ACQUIRE, self, 1, timeout)
        act(lock, _frontrun.TRY_ACQUIRE, self)
        if value(lock) == 0:
            in_vain()
            return False
        set_value(lock, value(lock) - 1)
        return True

    __enter__ = acquire

    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        act(self._cond._lock, _frontrun.RELEASE, self, n)

    @property
    def _value(self):
        return value(self._cond._lock)

    @_value.setter
    def _value(self, number):
        set_value(self._cond._lock, number)


class BoundedSemaphore:
    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        lock = self._cond._lock
        act(lock, _frontrun.TRY_RELEASE, self)
        if value(lock) + n > self._initial_value:
            raise ValueError("Semaphore released too many times")
        set_value(lock, value(lock) + n)


replace(threading.Semaphore, Semaphore)
replace(threading.BoundedSemaphore, BoundedSemaphore)
