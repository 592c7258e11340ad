"""What scenarios and production code may import of frontrun, a model checker for concurrent Python.

Pure Python that needs no binary: frontrun.sync for production code, serializable() for scenarios.
"""

from frontrun.invariants import serializable

__all__ = ["serializable"]
