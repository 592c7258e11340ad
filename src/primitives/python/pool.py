class ThreadContext:
    """What a pool of threads needs of multiprocessing's contexts, whose queues are pipes: the process itself would wait there."""

    SimpleQueue = queue.SimpleQueue


def change_pool(module):
    Pool, ThreadPool = module.Pool, module.ThreadPool
    of_processes = Pool._wait_for_updates

    def init(self, processes=None, initializer=None, initargs=()):
        Pool.__init__(self, processes, initializer, initargs, context=ThreadContext)

    def wait_for_updates(sentinels, change_notifier, timeout=None):
        if not isinstance(change_notifier, queue.SimpleQueue):
            return of_processes(sentinels, change_notifier, timeout)
        change_notifier.get()
        while not change_notifier.empty():
            change_notifier.get()

    init.__name__, init.__qualname__ = "__init__", "ThreadPool.__init__"
    ThreadPool.__init__ = init
    ThreadPool._get_sentinels = lambda self: []
    Pool._wait_for_updates = staticmethod(wait_for_updates)


when_imported("multiprocessing.pool", change_pool)
