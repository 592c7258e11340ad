"""Invariants that need not be written."""

import copy

__all__ = ["serializable"]


class _Serializable:
    """What serializable() returns: an invariant. frontrun sets `order` while it runs the sequential orders, one after another."""

    def __init__(self, view):
        if not callable(view):
            raise TypeError(f"serializable() takes a function of the state, not {type(view).__name__!r}")
        self.view = view
        self.order = None
        self.outcomes = []  # of each distinct one: (outcome, names of the threads in an order that gives it)
        self.explanation = ""

    def __call__(self, *state):
        outcome = self.view(*state)
        known = any(outcome == other for other, _ in self.outcomes)
        if self.order is not None:
            if not known:
                self.outcomes.append((copy.deepcopy(outcome), self.order))
            return True
        if not self.outcomes:
            raise RuntimeError("an invariant of frontrun.serializable() can be evaluated by frontrun only")
        if not known:
            possible = "; ".join(f"{', '.join(order)} give {other!r}" for other, order in self.outcomes)
            self.explanation = f"no sequential order of the threads gives {outcome!r}: {possible}"
        return known


def serializable(view):
    """An invariant: the threads have the same outcome as if they had run one after the other, in some order.

    `view(state)` (without an argument if there is no setup()) returns what counts as the outcome: anything that can be copied
    and compared by ==. frontrun first runs the threads in all sequential orders, each thread to its end with all that it
    starts, and collects their outcomes; an execution with another one is a violation. An order in which a thread would wait
    for a later one has no outcome. (Papadimitriou: The Serializability of Concurrent Database Updates, JACM 26(4), 1979: view
    equivalence of final states.)

        invariant = frontrun.serializable(lambda state: state.balance)

    Raises TypeError if `view` is not callable.
    """
    return _Serializable(view)
