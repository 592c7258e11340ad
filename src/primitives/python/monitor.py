class Inside:
    """Has the lock of a queue or barrier while code of the user's may run: `with Inside(queue.mutex, action, queue):`.

    Coming in is the visible operation. Going out is one only if something visible happened in between: others may have
    been kept out.
    """

    __slots__ = ("lock", "subject", "began")

    def __init__(self, lock, action, subject, operand=1, timeout=None):
        self.lock = lock
        self.subject = subject
        if not act(lock, action, subject, operand, timeout):
            self.lock = None
        self.began = operations()

    def __bool__(self):
        return self.lock is not None

    def __enter__(self):
        return self

    def leave(self, size, unfinished):
        self.__exit__()
        set_size(self.lock, size, unfinished)

    def __exit__(self, *_):
        if operations() != self.began:
            act(self.lock, _frontrun.LEAVE, self.subject)
        else:
            _frontrun.free(self.lock)
