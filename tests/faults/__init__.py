"""Deliberate faults: each makes the program tell too much, or too little, and some test must notice.

`python -m tests.faults` puts them into a copy of the tree, one at a time, and runs the tests that should fail.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAIRS = ("tests/noninterference/test_small_worlds.py", "tests/noninterference/test_larger_worlds.py")


@dataclass(frozen=True)
class Fault:
    """A change of one file that must not go unnoticed."""

    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    """Old text and new text; the old must be there exactly once."""
    tests: tuple[str, ...]
    """Which test files should notice, the quickest first."""

    def patched(self, text: str) -> str:
        """The file's text with the fault; LookupError where the old text isn't there once."""
        for old, new in self.edits:
            if text.count(old) != 1:
                raise LookupError(f"{self.name}: {self.file} has {text.count(old)} times, not once: {old}")
            text = text.replace(old, new)
        return text
