"""What a check came to, in lines for people."""

from .check import Found
from .running import Outcome, Repaired


def lines(outcome: Outcome) -> list[str]:
    """A line for the check, without its verdict, and below it one for each example."""
    check = outcome.check
    if outcome.why is not None:
        return [f"{check.name}: {outcome.why}"]
    if not outcome.found.count:
        return [check.name]
    return [f"{check.name}: {check.wrong} ({outcome.found.count}). {check.mend}", *examples(outcome.found)]


def examples(found: Found) -> list[str]:
    """The things that were found, and how many more there are."""
    more = found.count - len(found.examples)
    return [*found.examples, *([f"... and {more} more"] if more else [])]


def repaired(done: Repaired) -> str:
    """What a repair did."""
    if done.why is not None:
        return f"{done.check.name}: could not be repaired, nothing was changed: {done.why}. Try again."
    return f"{done.check.name}: {done.rows} {'row' if done.rows == 1 else 'rows'}"
