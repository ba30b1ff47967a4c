"""One way to break a demo company."""

from dataclasses import dataclass

from graph.checking import Verdict


@dataclass(frozen=True)
class Breakage:
    """What is done to a healthy company past its triggers, and what one check says of it."""

    check: str
    statements: str
    found: int
    words: str
    verdict: Verdict = Verdict.WRONG
    also: tuple[str, ...] = ()
    """Other checks that have to come to the same."""
    mended_as_told: bool = False
    """Whether running what the check names mends it."""
    repaired: bool = False
    """Whether --repair mends it."""
