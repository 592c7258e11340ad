class Barrier:
    """How many wait is the size of the lock inside; whether it is broken is `unfinished`, 0 or 1."""

    def wait(self, timeout=None):
        if timeout is None:
            timeout = self._timeout
        lock = self._cond._lock
        with Inside(lock, _frontrun.ARRIVE, self):
            if unfinished(lock):
                raise threading.BrokenBarrierError
            index = size(lock)
            if index + 1 == self._parties:
                set_size(lock, index + 1, 0)
                try:
                    if self._action:
                        self._action()
                except:
                    _release_all(self, broken=True)
                    raise
                _release_all(self, broken=False)
                return index
            waiter = Waiter()
            self._cond._waiters.append(waiter)
            if lasts(lock):
                used.append((self._cond._waiters, type(self._cond._waiters).clear))
            set_size(lock, index + 1, 0)
        if not waiter.block(self, "pass", timeout, lock):
            with Inside(lock, _frontrun.EXPIRE, self):
                if not waiter.woken:
                    _release_all(self, broken=True)
                    raise threading.BrokenBarrierError
        if waiter.broken:
            raise threading.BrokenBarrierError
        return index

    def reset(self):
        with Inside(self._cond._lock, _frontrun.RESET, self):
            _release_all(self, broken=True)
            set_size(self._cond._lock, 0, 0)

    def abort(self):
        with Inside(self._cond._lock, _frontrun.ABORT, self):
            _release_all(self, broken=True)

    @property
    def n_waiting(self):
        act(self._cond._lock, _frontrun.LOOK, self)
        return size(self._cond._lock)

    @property
    def broken(self):
        act(self._cond._lock, _frontrun.LOOK, self)
        return unfinished(self._cond._lock) != 0


def _release_all(barrier, broken):
    waiters = barrier._cond._waiters
    while waiters:
        waiter = waiters.popleft()
        waiter.broken = broken
        waiter.wake()
    set_size(barrier._cond._lock, 0, broken)


replace(threading.Barrier, Barrier)
