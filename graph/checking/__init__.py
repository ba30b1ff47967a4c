"""Checking a database: all that is derived or must hold, what is wrong with it, and deriving it again.

Each check is a `Check`: a query that finds what is wrong, the sentence that says so, and the mend.
"""

from .check import Check, Found, Verdict
from .instance import open_to_others, refuse_unusable
from .report import examples, lines, repaired
from .running import CHECKS, Outcome, Repaired, look, repair

__all__ = [
    "CHECKS",
    "Check",
    "Found",
    "Outcome",
    "Repaired",
    "Verdict",
    "examples",
    "lines",
    "look",
    "open_to_others",
    "refuse_unusable",
    "repair",
    "repaired",
]
