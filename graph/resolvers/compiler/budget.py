"""The budget of a request: what all its lists together may make the database do.

A unit of work is about what a condition costs, or four milliseconds in a company of 100,000 accounts. Weights and
limits were measured (docs/decisions/limits.md).
"""

from graph.errors import TooComplex

MAX_WORK = 500
"""The work that one request may ask for."""
LIGHT_WORK = 60
"""The work up to which a statement is run beside all others; heavier ones wait for each other."""
MAX_STATEMENT = 150_000
"""The maximum length, in characters, of a statement. PostgreSQL takes some 300 bytes a character to plan it."""

CONDITION = 1
"""A condition of a filter; inside relations, once more for each of them. One that counts takes COUNT_RELATED more."""
ROWS = 3
"""A list, or an object that a relation leads to: rows with a row filter of their own."""
ROWS_ALL = 16
"""A list at the root: a statement of thirty takes some 100 MB of a backend while it runs."""
COUNT_RELATED = 3
"""`totalCount` of a list that a relation leads to."""
COUNT_ALL = 14
"""`totalCount` of a list at the root: all that the viewer sees is read for it."""
COUNTS_RELATED = 3
"""A sort key that counts, in a list that a relation leads to."""
COUNTS_ALL = 40
"""A sort key that counts, in a list at the root: all related rows are grouped for it."""
SEARCH = 10
WORD = 2
"""A word of a search, which an index finds."""
LETTER = 42
"""A word of one character, which begins a word of very many names."""
GROUPS = 40
COMPUTED = 2
"""A field that code computes."""


class OverBudget(TooComplex):
    """The request's lists together ask for too much: no one of them is to blame."""


class Budget:
    """What is left of a request's budget."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, work: int) -> None:
        """Takes so much from the budget; raises OverBudget if it isn't there."""
        spent = self.spent + work
        if spent > MAX_WORK:
            raise _over_budget()
        self.spent = spent

    def require(self, work: int) -> None:
        """Raises OverBudget if so much isn't left."""
        if self.spent + work > MAX_WORK:
            raise _over_budget()


def _over_budget() -> OverBudget:
    return OverBudget(
        "The request asks for too much at once: its lists, conditions, searches, groups and `totalCount`s"
        f" together are more than {MAX_WORK} units of work. Split it into several."
    )


def require_short(statement: str) -> None:
    """Raises OverBudget if a statement is too long to plan."""
    if len(statement) > MAX_STATEMENT:
        raise OverBudget(
            f"The request would become a statement of {len(statement):,} characters: at most {MAX_STATEMENT:,}."
            " Split it into several."
        )
