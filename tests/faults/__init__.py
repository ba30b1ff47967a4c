"""Deliberate faults: each makes the program tell too much, or too little, and some test must notice.

A fault names a function, and says by another one what the faulty function does. `python -m tests.faults` plants them,
one at a time, and runs the tests that should fail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAIRS = ("tests/noninterference/test_small_worlds.py", "tests/noninterference/test_larger_worlds.py")

VARIABLE = "ACCOUNT_GRAPH_TEST_FAULT"
"""The environment variable that names the fault to plant in a test run."""

Change = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Makes the faulty function of the sound one."""


@dataclass(frozen=True)
class Fault:
    """A change of the program that must not go unnoticed."""

    name: str
    changes: Mapping[str, Change]
    """By the function that changes: "module:qualified.name"."""
    tests: tuple[str, ...]
    """The test files that should notice, the quickest first."""


def fault(name: str, target: str, change: Change, *tests: str) -> Fault:
    """A fault in one function of the package."""
    return Fault(name, {f"graph.{target}": change}, tests)
