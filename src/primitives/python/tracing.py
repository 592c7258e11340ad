def _kept_away(module, name):
    """Tracing and profiling functions of the user's: threads run in the hands of ours."""

    def function(function):
        _frontrun.warn(f"{module.__name__}.{name} does nothing here: threads are traced by frontrun itself")

    function.__name__ = function.__qualname__ = name
    function.__module__ = module.__name__
    function.__doc__ = getattr(module, name).__doc__
    setattr(module, name, function)


for _module in sys, threading:
    for _name in "settrace", "setprofile":
        _kept_away(_module, _name)
