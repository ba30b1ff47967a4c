"""Relations: from a row of one entity to rows of another, written once for the field, the filter and the sort key."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.resolvers.compiler.scope import Scope, Table
from graph.sql import Alias, Fragment, all_of, sql


@dataclass(frozen=True, slots=True)
class Joined:
    """A relation as it stands in one place of a statement."""

    table: Table
    row: Alias
    """A new alias for the rows that it leads to."""
    condition: Fragment
    """That they belong to the row that it leads from, and are seen."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows of another entity that ``on`` finds, from a row ``{a}`` to those ``{x}``, if the subject sees them."""

    entity: str
    on: str | Callable[[Scope, Alias, Alias], Fragment]
    visible_if: str = "false"
    """A condition under which those rows are seen because this one is: then their own filter is not asked."""
    reference: str | None = None
    """The column of this row that holds the id of the row it leads to."""
    to_nearest: bool = False
    """Whether it leads past rows that the subject doesn't see, so that the column tells only who sees everything."""
    back: Callable[[Scope, Alias, Alias], Fragment] | None = None
    """The condition read from the other end: it finds the rows that lead to a given one, which is seen."""
    counts: Callable[[Scope], Fragment] | None = None
    """A query for the ids of all rows that it leads from, and as ``value`` the number of seen rows it leads to."""

    def is_by_reference(self, scope: Scope) -> bool:
        """Whether the reference alone tells where it leads."""
        return self.reference is not None and (not self.to_nearest or scope.viewer.sees_everything)

    def join(self, scope: Scope, row: Alias) -> Joined:
        """The rows that belong to the row of this alias and are seen."""
        table = scope.entities[self.entity]
        x = Alias(table.stem)
        on = sql(self.on, a=row, x=x) if isinstance(self.on, str) else self.on(scope, row, x)
        return Joined(table, x, all_of(on, scope.sees(table, x, sql(self.visible_if, a=row, x=x))))

    def join_back(self, scope: Scope, row: Alias) -> Joined:
        """The same where the rows that it leads to are found first. LookupError where nothing leads back."""
        if self.back is None:
            raise LookupError(f"nothing leads back from {self.entity}")
        table = scope.entities[self.entity]
        x = Alias(table.stem)
        return Joined(table, x, all_of(self.back(scope, x, row), scope.sees(table, x)))


def by_id(entity: str, column: str, visible_if: str = "false") -> Relation:
    """The one row whose id stands in a column of this row."""
    return Relation(entity, f"{{x}}.id = {{a}}.{column}", visible_if, column)
