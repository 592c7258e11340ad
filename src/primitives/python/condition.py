class Condition:
    """Waiting is two operations: giving up the lock, and going on after whoever notified.

    Who waits, and in which order, changes only while the lock is held; so notifying races with nothing, and orders what it
    wakes after itself.
    """

    def wait(self, timeout=None):
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = Waiter()
        self._waiters.append(waiter)
        if lasts(self._lock):
            used.append((self._waiters, type(self._waiters).clear))
        _frontrun.announce(self, "wait")
        saved_state = self._release_save()
        gotit = False
        try:
            if timeout is None or timeout > 0:
                gotit = waiter.block(self, "wake up", timeout)
            else:
                # Whoever notifies has the lock meanwhile: between two that have it is soon enough to look.
                if is_lock(self._lock):
                    act(self._lock, _frontrun.POLL, self)
                gotit = waiter.woken
            return gotit
        finally:
            self._acquire_restore(saved_state)
            if not gotit:
                try:
                    self._waiters.remove(waiter)
                except ValueError:
                    pass

    def notify(self, n=1):
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        waiters = self._waiters
        _frontrun.notify(self, "notify", [waiters.popleft() for _ in range(min(n, len(waiters)))])

    def notify_all(self):
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        woken = list(self._waiters)
        self._waiters.clear()
        _frontrun.notify(self, "notify all", woken)

    def _is_owned(self):
        # Only for locks that have no _is_owned() of their own. Held by the caller: that cannot change under it.
        if owns(self._lock):
            return True
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True


replace(threading.Condition, Condition)
