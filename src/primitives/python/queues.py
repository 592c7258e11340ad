_UNBOUNDED = 1_000_000_000

_queue_init = queue.Queue.__init__


class Queue:
    """Whatever is done to a queue is one operation, for which its mutex has to be free; what is in it is as it was.

    The mutex's state knows the queue's size and its unfinished tasks, for the engine to say who can go on.
    """

    def __init__(self, maxsize=0):
        _queue_init(self, maxsize)
        belongs(self.mutex, self)
        try:
            set_size(self.mutex, self._qsize(), 0)
        except Exception:
            pass  # a subclass that is not ready to be asked yet: so it is empty

    @property
    def unfinished_tasks(self):
        act(self.mutex, _frontrun.LOOK, self)
        return unfinished(self.mutex)

    @unfinished_tasks.setter
    def unfinished_tasks(self, number):
        set_size(self.mutex, size(self.mutex), number)

    def put(self, item, block=True, timeout=None):
        bound = min(self.maxsize, _UNBOUNDED) if self.maxsize > 0 else _UNBOUNDED
        if not block:
            inside = Inside(self.mutex, _frontrun.TRY_PUT, self)
        else:
            if timeout is not None and timeout < 0 and bound != _UNBOUNDED:
                raise ValueError("'timeout' must be a non-negative number")
            inside = Inside(self.mutex, _frontrun.PUT, self, bound, timeout if bound != _UNBOUNDED else None)
        if not inside:
            raise queue.Full
        tasks = unfinished(self.mutex)
        try:
            if not block and self._qsize() >= bound:
                in_vain()
                raise queue.Full
            _remember(self)
            self._put(item)
            tasks += 1
        finally:
            inside.leave(self._qsize(), tasks)

    def get(self, block=True, timeout=None):
        if not block:
            inside = Inside(self.mutex, _frontrun.TRY_GET, self)
        elif timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        else:
            inside = Inside(self.mutex, _frontrun.GET, self, 0, timeout)
        if not inside:
            raise queue.Empty
        try:
            if not block and not self._qsize():
                in_vain()
                raise queue.Empty
            _remember(self)
            return self._get()
        finally:
            inside.leave(self._qsize(), unfinished(self.mutex))

    def task_done(self):
        inside = Inside(self.mutex, _frontrun.TASK_DONE, self)
        tasks = unfinished(self.mutex)
        inside.leave(size(self.mutex), max(tasks - 1, 0))
        if tasks <= 0:
            raise ValueError('task_done() called too many times')

    def join(self):
        act(self.mutex, _frontrun.JOIN_QUEUE, self)

    def qsize(self):
        act(self.mutex, _frontrun.SIZE, self)
        return self._qsize()

    def empty(self):
        act(self.mutex, _frontrun.SIZE, self)
        return not self._qsize()

    def full(self):
        act(self.mutex, _frontrun.SIZE, self)
        return 0 < self.maxsize <= self._qsize()


def _remember(queue):
    """Has what an execution does to a queue that import made put back after it."""
    if lasts(queue.mutex) and not any(thing is queue for thing, _ in used):
        items = queue.queue.copy()

        def put_back(queue):
            queue.queue = items

        used.append((queue, put_back))


class SimpleQueue:
    """In the place of `_queue.SimpleQueue`: as the one in C, it is its own and takes no subclass's word for anything."""

    __slots__ = ("_items", "_lock", "__weakref__")

    def __init__(self):
        self._items = queue.deque()
        self._lock = allocate_lock()

    def put(self, item, block=True, timeout=None):
        act(self._lock, _frontrun.PUT, self, _UNBOUNDED)
        self._items.append(item)
        self._leave()

    def get(self, block=True, timeout=None):
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        if block and (timeout is None or timeout > 0):
            if not act(self._lock, _frontrun.GET, self, 0, timeout):
                raise queue.Empty
        else:
            act(self._lock, _frontrun.TRY_GET, self)
        try:
            if not self._items:
                in_vain()
                raise queue.Empty
            return self._items.popleft()
        finally:
            self._leave()

    def _leave(self):
        _frontrun.free(self._lock)
        set_size(self._lock, len(self._items), 0)

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle '{type(self).__module__}.{type(self).__qualname__}' object")

    def put_nowait(self, item):
        self.put(item)

    def get_nowait(self):
        return self.get(block=False)

    def empty(self):
        return self.qsize() == 0

    def qsize(self):
        act(self._lock, _frontrun.SIZE, self)
        return len(self._items)

    __class_getitem__ = classmethod(queue.types.GenericAlias)


SimpleQueue.__module__ = "_queue"
queue.SimpleQueue = sys.modules["_queue"].SimpleQueue = SimpleQueue
replace(queue.Queue, Queue)
