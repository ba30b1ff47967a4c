"""Crashes: the database or a worker is killed in the middle of mutations, and nothing of it may show.

`python -m tests.crashes` runs a server on a database of its own, has clients change accounts without pause, kills by
chance from a seed, and compares what the clients were told with what the database holds.
"""


class Violation(Exception):
    """What must hold does not."""
