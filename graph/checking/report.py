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


def repaired(done: Repaired) -> list[str]:
    """What a repair did: a line, and below it one for each statement that it ran or that failed."""
    name = done.check.name
    if done.why is not None:
        return [f"{name}: could not be repaired, nothing was changed: {done.why}. Try again."]
    if not (done.statements or done.failed):
        return [f"{name}: {done.rows} {'row' if done.rows == 1 else 'rows'}"]
    count = len(done.statements)
    return [f"{name}: {count} {'statement' if count == 1 else 'statements'}", *done.statements, *done.failed]
