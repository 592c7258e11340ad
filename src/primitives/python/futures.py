def change_futures(module):
    """Futures in sets, and those whose locks wait() takes, come in the order in which they were made: by their addresses, as
    otherwise, they would come in another one in each execution."""
    init = module.Future.__init__

    def numbered(self):
        self._frontrun_number = _frontrun.new_number()
        init(self)

    numbered.__name__, numbered.__qualname__ = "__init__", "Future.__init__"
    module.Future.__init__ = numbered
    module.Future.__hash__ = _frontrun.method(_frontrun.number)
    module.id = _frontrun.number


when_imported("concurrent.futures._base", change_futures)
