"""What scenarios and production code may import of frontrun, a model checker for concurrent Python.

Pure Python that needs no binary: see frontrun.sync.
"""
